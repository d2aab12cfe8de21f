#include "apps/gatehouse/migrate/people.h"

#include "apps/gatehouse/durable_file.h"
#include "core/directory/users.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <sys/stat.h>

#include <fstream>
#include <set>
#include <span>
#include <sstream>

namespace gatehouse::app {
namespace {

constexpr char kProperties[]
    = "id,accountEnabled,ageGroup,businessPhones,city,companyName,consentProvidedForMinor,country,"
      "createdDateTime,department,displayName,employeeId,givenName,identities,jobTitle,mail,"
      "mailNickname,mobilePhone,officeLocation,otherMails,passwordPolicies,postalCode,"
      "preferredLanguage,state,streetAddress,surname,usageLocation";
// Graph: requests in one batch.
constexpr size_t kBatch = 20;
// directory.md §1.6.
constexpr char kMobile[] = "3179e48a-750b-4051-897c-87b9720928f7";

// How far an earlier run came.
struct Rest {
    std::string next;
    std::int64_t bytes = 0;
    PeopleCount count;
};

std::filesystem::path rest_of(std::filesystem::path const& file)
{
    return file.string() + ".rest";
}

std::optional<Rest> read_rest(std::filesystem::path const& file)
{
    std::ifstream in(rest_of(file));
    std::ostringstream text;
    text << in.rdbuf();
    auto const fields = json::parse_object(text.str());
    if (!in || !fields)
        return std::nullopt;
    auto const number = [](json::Object const& object, char const* name) { return object.integer(name).value_or(0); };
    PeopleCount count{ .people = number(*fields, "people"),
        .with_password = number(*fields, "with_password"),
        .other_numbers = number(*fields, "other_numbers"),
        .refused = {},
        .went_on = true };
    json::Object const* refused = fields->object("refused");
    for (json::Member const& kind : refused ? refused->members() : std::vector<json::Member>())
        if (auto const* told = kind.value.as_object())
            count.refused[kind.name] = { number(*told, "people"), told->text("why").value_or("") };
    return Rest{ fields->text("next").value_or(""), number(*fields, "bytes"), std::move(count) };
}

Result<void> write_rest(std::filesystem::path const& file, Rest const& rest)
{
    json::Object refused;
    for (auto const& [kind, told] : rest.count.refused)
        refused.set(kind, json::Object{ { "people", told.people }, { "why", told.why } });
    return write_durable_file(rest_of(file),
        json::write(json::Object{ { "next", rest.next }, { "bytes", rest.bytes }, { "people", rest.count.people },
            { "with_password", rest.count.with_password }, { "other_numbers", rest.count.other_numbers },
            { "refused", std::move(refused) } }),
        0600);
}

// B2C: only these two types have a password.
bool has_password(json::Object const& person)
{
    json::Array const* identities = person.array("identities");
    for (json::Value const& identity : identities ? *identities : json::Array())
        if (auto const* fields = identity.as_object()) {
            auto const type = fields->text("signInType");
            if (type == "emailAddress" || type == "userName")
                return true;
        }
    return false;
}

class Fetcher {
public:
    Fetcher(DirectoryClient& graph, PeopleWishes const& wishes, std::filesystem::path const& file)
        : graph_(graph)
        , wishes_(wishes)
        , file_(file)
    {
    }

    Result<PeopleCount> run(std::function<void(PeopleCount const&)> const& progress)
    {
        TRY(open());
        while (!rest_.next.empty()) {
            json::Object const page = TRY(expect_object(graph_.send(http::Method::Get, rest_.next, "")));
            std::vector<json::Object> people;
            json::Array const* values = page.array("value");
            for (json::Value const& value : values ? *values : json::Array())
                if (auto const* person = value.as_object())
                    people.push_back(*person);
            if (wishes_.factors)
                for (size_t i = 0; i < people.size(); i += kBatch)
                    TRY(add_factors(std::span(people).subspan(i, std::min(kBatch, people.size() - i))));
            TRY(append(people));
            rest_.next = page.text("@odata.nextLink").value_or("");
            TRY(write_rest(file_, rest_));
            progress(rest_.count);
        }
        return rest_.count;
    }

private:
    Result<void> open()
    {
        // Of people: for the eyes of whoever runs it.
        ::umask(077);
        if (auto const before = read_rest(file_)) {
            rest_ = *before;
            // What was written after the last page that counts.
            std::error_code failed;
            std::filesystem::resize_file(file_, static_cast<std::uintmax_t>(rest_.bytes), failed);
            if (failed)
                return fail(Fault::Invalid, "cannot go on with " + file_.string() + ": " + failed.message());
        } else {
            if (std::filesystem::exists(file_))
                return fail(Fault::Invalid, file_.string() + " is there already; name another directory");
            std::string properties = kProperties;
            for (std::string const& name : wishes_.extension_properties)
                properties += "," + name;
            rest_.next = "/v1.0/users?$top=999&$select=" + url::encode(properties);
        }
        out_.open(file_, std::ios::app | std::ios::binary);
        if (!out_)
            return fail(Fault::Invalid, "cannot write " + file_.string());
        return {};
    }

    Result<void> add_factors(std::span<json::Object> people)
    {
        for (char const* kind : { "phoneMethods", "emailMethods" }) {
            std::set<size_t> open;
            for (size_t i = 0; i < people.size(); ++i)
                open.insert(i);
            for (int tried = 1; !open.empty(); ++tried) {
                auto const patience = TRY(ask(people, kind, open, tried));
                if (open.empty())
                    break;
                if (tried == kPatientTries)
                    return fail(Fault::Unavailable,
                        std::string("Graph is too busy to tell ") + kind
                            + " of everybody; run the same command later, it goes on from here");
                wishes_.wait(patience);
            }
        }
        return {};
    }

    // A batch that is answered holds answers that are none: some of its requests may be told to come later. Takes those
    // that are settled out of `open`, and says how long to wait for the others.
    Result<std::chrono::milliseconds> ask(
        std::span<json::Object> people, std::string const& kind, std::set<size_t>& open, int tried)
    {
        json::Array requests;
        for (size_t const i : open)
            requests.emplace_back(json::Object{ { "id", std::to_string(i) }, { "method", "GET" },
                { "url", "/users/" + people[i].text("id").value_or("") + "/authentication/" + kind } });
        json::Object const answer = TRY(expect_object(graph_.send(
            http::Method::Post, "/v1.0/$batch", json::write(json::Object{ { "requests", std::move(requests) } }))));
        json::Array const* responses = answer.array("responses");
        std::chrono::milliseconds longest = patience("", tried);
        for (json::Value const& response : responses ? *responses : json::Array()) {
            json::Object const* fields = response.as_object();
            auto const index = fields ? parse_integer(fields->text("id").value_or("")) : std::nullopt;
            if (!index || !open.contains(static_cast<size_t>(*index)))
                continue;
            if (TRY(settle(people[static_cast<size_t>(*index)], kind, *fields)))
                open.erase(static_cast<size_t>(*index));
            else
                longest = std::max(longest, patience(retry_after(*fields), tried));
        }
        return longest;
    }

    // Whether it is an answer for good.
    Result<bool> settle(json::Object& person, std::string const& kind, json::Object const& response)
    {
        auto const status = static_cast<int>(response.integer("status").value_or(0));
        if (status == 429 || status >= 500)
            return false;
        json::Object const* body = response.object("body");
        if (status == 403) {
            auto& refused = rest_.count.refused[kind];
            if (refused.people++ == 0)
                refused.why = reason_of(status, body);
            return true;
        }
        if (status == 404) // deleted since the page was read
            return true;
        json::Array const* values = body ? body->array("value") : nullptr;
        if (status != 200 || !values)
            return fail(
                Fault::Unavailable, kind + " of " + person.text("id").value_or("") + ": " + reason_of(status, body));
        for (json::Value const& value : *values)
            if (auto const* method = value.as_object())
                add_factor(person, *method);
        return true;
    }

    static std::string retry_after(json::Object const& response)
    {
        json::Object const* headers = response.object("headers");
        for (json::Member const& header : headers ? headers->members() : std::vector<json::Member>())
            if (auto const* text = header.value.as_text(); text && equals_ignoring_case(header.name, "Retry-After"))
                return *text;
        return "";
    }

    void add_factor(json::Object& person, json::Object const& method)
    {
        auto const number = method.text("phoneNumber");
        if (number && method.text("id") == kMobile)
            person.set("strongAuthenticationPhoneNumber", replace_all(*number, " ", ""));
        else if (number)
            ++rest_.count.other_numbers;
        if (auto const address = method.text("emailAddress"))
            person.set("strongAuthenticationEmailAddress", *address);
    }

    Result<void> append(std::vector<json::Object>& people)
    {
        for (json::Object& person : people) {
            ++rest_.count.people;
            if (has_password(person)) {
                ++rest_.count.with_password;
                if (wishes_.passwords_elsewhere)
                    person.set("passwordHash", kElsewhere);
            }
            std::string const line = json::write(person) + "\n";
            rest_.bytes += static_cast<std::int64_t>(line.size());
            out_ << line;
        }
        if (!out_.flush())
            return fail(Fault::Unavailable, "cannot write " + file_.string());
        return {};
    }

    DirectoryClient& graph_;
    PeopleWishes const& wishes_;
    std::filesystem::path const& file_;
    std::ofstream out_;
    Rest rest_;
};

} // namespace

Result<PeopleCount> fetch_people(DirectoryClient& graph, PeopleWishes const& wishes, std::filesystem::path const& file,
    std::function<void(PeopleCount const&)> const& progress)
{
    return Fetcher(graph, wishes, file).run(progress);
}

void forget_rest(std::filesystem::path const& file)
{
    std::error_code ignored;
    std::filesystem::remove(rest_of(file), ignored);
}

std::vector<std::string> notes_on(PeopleCount const& count)
{
    std::vector<std::string> notes;
    for (auto const& [kind, refused] : count.refused)
        notes.push_back("Second factors: " + kind + " of " + std::to_string(refused.people)
            + " people are not readable: " + refused.why
            + " The permission is UserAuthenticationMethod.Read.All; read the people again with it, into "
              "another directory, or they enrol again.");
    if (count.other_numbers > 0)
        notes.push_back("Second factors: " + std::to_string(count.other_numbers)
            + " alternate mobile and office numbers stay behind: a person has one number here, the mobile one.");
    return notes;
}

} // namespace gatehouse::app
