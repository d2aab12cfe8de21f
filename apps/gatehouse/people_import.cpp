#include "apps/gatehouse/people_import.h"

#include "core/audit/acting.h"
#include "core/directory/identity.h"
#include "core/flows/extensions.h"
#include "edges/graph/user_shape.h"
#include "libs/base/cores.h"
#include "libs/base/guid.h"
#include "libs/base/text.h"
#include "libs/crypto/foreign_hash.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace gatehouse::app {
namespace {

constexpr size_t kBatch = 1000;

// Where the people go.
struct Target {
    Tenant const& tenant;
    flows::Extensions extensions;
};

struct Person {
    PersonRow row;
    User user;
    std::optional<Password> password; // not hashed yet
};
template <class T>
using OrWhy = Result<T, std::string>;

// "extension_<32 hex digits>_Points" of whatever tenant -> that of this one.
std::string own_extension(std::string const& name, Tenant const& tenant)
{
    constexpr size_t kPrefix = std::string_view("extension_").size();
    constexpr size_t kId = 32;
    bool const has_id = name.size() > kPrefix + kId + 1 && name[kPrefix + kId] == '_'
        && std::string_view(name).substr(kPrefix, kId).find_first_not_of("0123456789abcdefABCDEF")
            == std::string_view::npos;
    return extension_prefix(tenant) + name.substr(has_id ? kPrefix + kId + 1 : kPrefix);
}

json::Array own_identities(json::Array const& identities, Tenant const& tenant)
{
    json::Array own;
    for (json::Value const& one : identities) {
        json::Object identity = one.as_object() ? *one.as_object() : json::Object();
        if (!equals_ignoring_case(identity.text("signInType").value_or(""), "federated"))
            identity.set("issuer", tenant.domain);
        own.emplace_back(std::move(identity));
    }
    return own;
}

bool is_factor(std::string_view name)
{
    return std::ranges::find(kFactorProperties, name) != std::end(kFactorProperties);
}

// A number or a truth that came as text, as all do in CSV.
json::Value typed(std::string const& name, json::Value const& value, Target const& to)
{
    auto const* text = value.as_text();
    auto const attribute = graph::extension_attribute(to.tenant, name);
    auto const known = attribute ? to.extensions.find(*attribute) : to.extensions.end();
    if (!text || known == to.extensions.end())
        return value;
    auto const parsed = flows::parse_extension(known->second, *text);
    return parsed ? to_json(*parsed) : value;
}

// The row in the words of a PATCH: what is only read is left out.
json::Object writable(json::Object const& fields, Target const& to, ImportReport& report)
{
    Tenant const& tenant = to.tenant;
    json::Object own;
    for (json::Member const& member : fields.members()) {
        std::string const& name = member.name;
        bool const is_ours = equals_ignoring_case(name, "id") || equals_ignoring_case(name, "createdDateTime")
            || equals_ignoring_case(name, "passwordHash") || is_factor(name);
        if (member.value.is_null() || is_ours || name.find('@') != std::string::npos)
            continue;
        if (starts_with_ignoring_case(name, "extension_")) {
            std::string const here = own_extension(name, tenant);
            own.set(here, typed(here, member.value, to));
        } else if (equals_ignoring_case(name, "identities") && member.value.as_array())
            own.set("identities", own_identities(*member.value.as_array(), tenant));
        else if (graph::find_user_property(name) || equals_ignoring_case(name, "accountEnabled")
            || equals_ignoring_case(name, "identities") || equals_ignoring_case(name, "passwordProfile"))
            own.set(name, member.value);
        else
            ++report.ignored[name];
    }
    return own;
}

std::string why_of(graph::GraphError const& error)
{
    std::string why = error.message;
    for (graph::GraphErrorDetail const& detail : error.details)
        why += " " + detail.target + ": " + detail.message;
    return why;
}

// The hash that the row brings; "" when it brings none.
OrWhy<std::string> hash_in(json::Object const& fields, Tenant const& tenant)
{
    auto const given = fields.text("passwordHash");
    if (given == kElsewhere && !tenant.old_directory)
        return std::unexpected("the password is in the old directory, and the tenant has no [old_directory]");
    if (given && given != kElsewhere)
        if (auto const known = crypto::check_foreign_hash(*given); !known)
            return std::unexpected("passwordHash: " + known.error().detail);
    return given.value_or("");
}

OrWhy<Person> person_of(PersonRow row, Target const& to, ImportReport& report, Clock const& clock, Random& random)
{
    auto changes = graph::read_user_changes(writable(row.fields, to, report), to.tenant, to.extensions);
    if (!changes)
        return std::unexpected(why_of(changes.error()));
    if (!changes->identities || changes->identities->empty())
        return std::unexpected("it has no identity by which somebody could sign in");
    Person person;
    User& user = person.user;
    std::string const id = to_lower(row.fields.text("id").value_or(""));
    if (!id.empty() && !is_guid(id))
        return std::unexpected("id is no GUID");
    user.id = UserId(id.empty() ? random_guid(random) : id);
    user.created = parse_rfc3339(row.fields.text("createdDateTime").value_or("")).value_or(clock.now());
    user.tokens_valid_from = clock.now();
    user.identities = *changes->identities;
    user.enabled = changes->enabled.value_or(true);
    user.must_change_password = changes->must_change_password.value_or(false);
    for (auto const& [name, value] : changes->attributes)
        if (value)
            user.attributes[name] = *value;
    for (json::Member const& member : row.fields.members())
        if (auto const* text = member.value.as_text(); text && !text->empty() && is_factor(member.name))
            user.attributes[member.name] = *text;
    user.password_hash = TRY(hash_in(row.fields, to.tenant));
    if (user.password_hash.empty())
        person.password = std::move(changes->password);
    person.row = std::move(row);
    return person;
}

// Who holds one of the names. Nobody: "".
Result<UserId> holder_of(Ports& ports, Tenant const& tenant, User const& user)
{
    for (Identity const& identity : user.identities) {
        auto const holder = identity.type == SignInType::Federated
            ? TRY(ports.users.find_by_identity(tenant.id, identity.type, identity.issuer, identity.value))
            : TRY(ports.users.find_by_sign_in_name(tenant.id, identity.value));
        if (holder)
            return holder->id;
    }
    return UserId();
}

// Whom a dry run would have created: digests, some forty bytes for each id and name, so that a million people fit.
class Rehearsal {
public:
    void add(Person const& person)
    {
        places_.emplace(digest("id", person.user.id.text()), person.row.place);
        for (Identity const& identity : person.user.identities)
            places_.emplace(digest(identity), person.row.place);
    }
    bool has(UserId const& id) const { return places_.contains(digest("id", id.text())); }
    // "": nobody.
    std::string holder_of(User const& user) const
    {
        for (Identity const& identity : user.identities)
            if (auto const found = places_.find(digest(identity)); found != places_.end())
                return text(found->second);
        return "";
    }

private:
    static size_t digest(std::string const& kind, std::string const& value)
    {
        return std::hash<std::string>()(kind + '\0' + value);
    }
    // All local names are one name space (attack-35).
    static size_t digest(Identity const& identity)
    {
        bool const federated = identity.type == SignInType::Federated;
        return digest(federated ? "issuer " + identity.issuer : "name", identity_key(identity.type, identity.value));
    }

    std::unordered_map<size_t, Place> places_;
};

// One more at a time than there are processors: it waits while the others are hashed, so that no thread of the hasher
// is without work.
Result<void> hash_passwords(std::vector<Person*> const& people, PasswordHasher& hasher, crypto::HashCost cost)
{
    std::atomic<size_t> next = 0;
    std::mutex mutex;
    Result<void> outcome;
    auto const work = [&] {
        for (size_t i = next++; i < people.size(); i = next++) {
            auto hash = hasher.hash(*people[i]->password, cost);
            if (hash) {
                people[i]->user.password_hash = std::move(*hash);
                continue;
            }
            std::lock_guard const lock(mutex);
            outcome = std::unexpected(hash.error());
            return;
        }
    };
    {
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < std::min<size_t>(people.size(), usable_cores() + 1); ++i)
            threads.emplace_back(work);
    }
    return outcome;
}

class Import {
public:
    Import(Store& store, Tenant const& tenant, PasswordHasher& hasher, ImportWishes const& wishes, ImportReport& report,
        Clock const& clock, Random& random)
        : store_(store)
        , tenant_(tenant)
        , hasher_(hasher)
        , wishes_(wishes)
        , report_(report)
        , clock_(clock)
        , correlation_(random_guid(random))
    {
    }

    void refuse(PersonRow const& row, std::string const& why)
    {
        ++report_.refused;
        wishes_.refused(row, why);
    }

    Result<void> write(std::vector<Person>& people)
    {
        if (!wishes_.dry_run) {
            auto const newcomers = TRY(without_hash(people));
            TRY(hash_passwords(newcomers, hasher_, tenant_.hash_cost));
        }
        Outcome outcome;
        auto const work = [&](Ports& ports) -> Result<void> {
            // The work may be run again after a conflict.
            outcome = {};
            for (Person const& person : people)
                TRY(take(ports, person, outcome));
            if (wishes_.dry_run || outcome.created == 0)
                return {};
            return record(ports, outcome.created);
        };
        TRY(wishes_.dry_run ? store_.read(work) : store_.transact(work));
        report_.created += outcome.created;
        report_.already += outcome.already;
        for (auto const& [person, why] : outcome.refused)
            refuse(person->row, why);
        wishes_.progress(report_);
        return {};
    }

private:
    struct Outcome {
        size_t created = 0;
        size_t already = 0;
        std::vector<std::pair<Person const*, std::string>> refused;
    };
    enum class Fate { Create, IsThere, Refuse };
    struct Verdict {
        Fate fate = Fate::Create;
        std::string why = {}; // it is refused
    };

    Result<Verdict> judge(Ports& ports, Person const& person) const
    {
        std::string holder = TRY(holder_of(ports, tenant_, person.user)).text();
        if (holder.empty())
            holder = rehearsal_.holder_of(person.user);
        bool const has_id = person.row.fields.text("id").has_value();
        bool const is_there
            = TRY(ports.users.find_standing(tenant_.id, person.user.id)) || rehearsal_.has(person.user.id);
        if (is_there || (!has_id && !holder.empty()))
            return Verdict{ Fate::IsThere };
        if (!holder.empty())
            return Verdict{ Fate::Refuse, "one of its names belongs to " + holder };
        return Verdict{ Fate::Create };
    }

    // A hash takes as long as a sign-in: whoever is there already must not cost one, or an import that was interrupted
    // begins again.
    Result<std::vector<Person*>> without_hash(std::vector<Person>& people)
    {
        return read<std::vector<Person*>>(store_, [&](Ports& ports) -> Result<std::vector<Person*>> {
            std::vector<Person*> all;
            for (Person& person : people)
                if (person.password && TRY(judge(ports, person)).fate == Fate::Create)
                    all.push_back(&person);
            return all;
        });
    }

    Result<void> take(Ports& ports, Person const& person, Outcome& outcome)
    {
        Verdict verdict = TRY(judge(ports, person));
        if (verdict.fate == Fate::IsThere) {
            ++outcome.already;
        } else if (verdict.fate == Fate::Refuse) {
            outcome.refused.emplace_back(&person, std::move(verdict.why));
        } else {
            ++outcome.created;
            if (wishes_.dry_run)
                rehearsal_.add(person);
            else
                TRY(ports.users.insert(tenant_.id, person.user));
        }
        return {};
    }

    // With the people, so that a run that is killed leaves nobody without an event; the correlation id is the run's.
    Result<void> record(Ports& ports, size_t created)
    {
        Acting const acting{ .correlation = correlation_, .now = clock_.now() };
        return ports.audit.append(tenant_.id,
            event_of(acting, AuditKind::PeopleImported, { { "people", static_cast<std::int64_t>(created) } }));
    }

    Store& store_;
    Tenant const& tenant_;
    PasswordHasher& hasher_;
    ImportWishes const& wishes_;
    ImportReport& report_;
    Clock const& clock_;
    CorrelationId correlation_;
    Rehearsal rehearsal_; // empty unless the run is dry
};

} // namespace

Result<ImportReport> import_people(Store& store, Tenant const& tenant, PasswordHasher& hasher, PeopleFile& file,
    ImportWishes const& wishes, Clock const& clock, Random& random)
{
    Target const target{ tenant,
        TRY(read<flows::Extensions>(store, [&](Ports& ports) { return flows::list_extensions(ports, tenant.id); })) };
    ImportReport report;
    Import import(store, tenant, hasher, wishes, report, clock, random);
    std::vector<Person> people;
    while (auto row = file.next()) {
        if (!row->fault.empty()) {
            import.refuse(*row, row->fault);
            continue;
        }
        auto person = person_of(*row, target, report, clock, random);
        if (!person) {
            import.refuse(*row, person.error());
            continue;
        }
        people.push_back(std::move(*person));
        if (people.size() < kBatch)
            continue;
        TRY(import.write(people));
        people.clear();
    }
    TRY(import.write(people));
    return report;
}

} // namespace gatehouse::app
