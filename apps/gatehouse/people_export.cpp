#include "apps/gatehouse/people_export.h"

#include "apps/gatehouse/people_file.h"
#include "apps/gatehouse/people_import.h"
#include "core/audit/acting.h"
#include "core/directory/user_search.h"
#include "edges/graph/user_shape.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gatehouse::app {
namespace {

constexpr int kPage = 999; // Graph's longest
constexpr std::pair<std::string_view, PeopleForm> kForms[]
    = { { "jsonl", PeopleForm::Lines }, { "graph", PeopleForm::Graph }, { "csv", PeopleForm::Csv } };
// What is only read.
constexpr std::string_view kNotInCsv[] = { "creationType", "refreshTokensValidFromDateTime",
    "signInSessionsValidFromDateTime", "userPrincipalName", "userType" };

json::Object row_of(User const& user, Tenant const& tenant, bool hashes)
{
    json::Object row = graph::write_user(user, tenant);
    for (std::string_view const factor : kFactorProperties)
        if (auto const found = user.attributes.find(std::string(factor)); found != user.attributes.end())
            row.set(factor, to_json(found->second));
    if (user.must_change_password)
        row.set("passwordProfile", json::Object{ { "forceChangePasswordNextSignIn", true } });
    if (hashes && !user.password_hash.empty())
        row.set("passwordHash", user.password_hash);
    return row;
}

// Nothing when a cell cannot hold it.
std::optional<std::string> cell_of(json::Value const& value)
{
    if (auto const* text = value.as_text())
        return *text;
    if (value.as_bool() || value.as_integer() || value.as_double())
        return json::write(value);
    return std::nullopt;
}

// The row as columns of a CSV.
class CsvRow {
public:
    explicit CsvRow(json::Object const& row)
    {
        for (json::Member const& member : row.members())
            if (std::ranges::find(kNotInCsv, member.name) == std::end(kNotInCsv))
                add(member.name, member.value);
    }
    std::map<std::string, std::string> cells;
    std::set<std::string> left_out;

private:
    void add(std::string const& name, json::Value const& value)
    {
        json::Array const* list = value.as_array();
        if (list && name == "identities")
            for (json::Value const& one : *list)
                add_identity(*one.as_object());
        else if (list && list->size() == 1 && name == "otherMails")
            add(name, list->front());
        else if (auto const cell = cell_of(value))
            cells[name] = *cell;
        else if (!value.is_null() && !(list && list->empty()))
            left_out.insert(name);
    }
    void add_identity(json::Object const& identity)
    {
        std::string const type = identity.text("signInType").value_or("");
        if (type == "userPrincipalName")
            return;
        std::string_view const column = identity_column(type);
        if (column.empty() || !cells.emplace(column, identity.text("issuerAssignedId").value_or("")).second)
            left_out.insert("identities");
    }
};

class Export {
public:
    Export(Store& store, Tenant const& tenant, ExportWishes const& wishes)
        : store_(store)
        , tenant_(tenant)
        , wishes_(wishes)
    {
    }

    Result<ExportReport> run(Acting const& acting)
    {
        TRY(record(acting));
        if (wishes_.form == PeopleForm::Csv)
            TRY(write_header());
        TRY(for_each_page([this](std::vector<User> const& users) { write(users); }));
        return report_;
    }

private:
    Result<void> record(Acting const& acting)
    {
        auto const form = std::ranges::find(kForms, wishes_.form, &std::pair<std::string_view, PeopleForm>::second);
        return store_.transact([&](Ports& ports) -> Result<void> {
            std::int64_t const people = TRY(ports.user_search.count(tenant_.id, {}));
            all_ = static_cast<size_t>(people) * (wishes_.form == PeopleForm::Csv ? 2 : 1);
            return ports.audit.append(tenant_.id,
                event_of(acting, AuditKind::PeopleExported,
                    { { "people", people }, { "format", form->first }, { "hashes", wishes_.hashes } }));
        });
    }

    Result<void> for_each_page(std::function<void(std::vector<User> const&)> const& each)
    {
        UserQuery query;
        query.limit = kPage;
        do {
            UserPage const page
                = TRY(read<UserPage>(store_, [&](Ports& ports) { return ports.user_search.find(tenant_.id, query); }));
            each(page.users);
            done_ += page.users.size();
            wishes_.progress(done_, std::max(done_, all_));
            query.after = page.next;
        } while (query.after);
        return {};
    }

    // The names first, then what people have in common, then whatever else somebody has.
    Result<void> write_header()
    {
        std::set<std::string> found;
        TRY(for_each_page([&](std::vector<User> const& users) {
            for (User const& user : users)
                for (auto const& [name, cell] : CsvRow(row_of(user, tenant_, wishes_.hashes)).cells)
                    found.insert(name);
        }));
        columns_ = { "id", "displayName", "email", "userName", "phone" };
        for (std::string const& name : columns_)
            found.erase(name);
        columns_.insert(columns_.end(), found.begin(), found.end());
        write_record(columns_);
        return {};
    }

    void write(std::vector<User> const& users)
    {
        json::Array page;
        for (User const& user : users) {
            ++report_.people;
            json::Object row = row_of(user, tenant_, wishes_.hashes);
            if (wishes_.form == PeopleForm::Graph)
                page.emplace_back(std::move(row));
            else if (wishes_.form == PeopleForm::Csv)
                write_csv(row);
            else
                wishes_.write(json::write(row) + "\n");
        }
        if (wishes_.form == PeopleForm::Graph)
            wishes_.write(
                json::write(json::Object{ { "@odata.context", "https://graph.microsoft.com/v1.0/$metadata#users" },
                    { "value", std::move(page) } })
                + "\n");
    }

    void write_csv(json::Object const& row)
    {
        CsvRow csv(row);
        std::vector<std::string> values;
        for (std::string const& column : columns_) {
            auto const cell = csv.cells.extract(column);
            values.push_back(cell ? cell.mapped() : "");
        }
        // Somebody got the first of its kind since the header was written.
        for (auto const& [name, cell] : csv.cells)
            csv.left_out.insert(name);
        for (std::string const& name : csv.left_out)
            ++report_.left_out[name];
        write_record(values);
    }

    void write_record(std::vector<std::string> const& values)
    {
        std::string line;
        for (std::string const& value : values)
            line += (line.empty() ? "" : ",") + csv_cell(value);
        wishes_.write(line + "\r\n");
    }

    Store& store_;
    Tenant const& tenant_;
    ExportWishes const& wishes_;
    ExportReport report_;
    std::vector<std::string> columns_; // of CSV
    size_t done_ = 0;
    size_t all_ = 0;
};

} // namespace

std::optional<PeopleForm> parse_people_form(std::string_view text)
{
    auto const found = std::ranges::find(kForms, text, &std::pair<std::string_view, PeopleForm>::first);
    return found == std::end(kForms) ? std::nullopt : std::optional(found->second);
}

Result<ExportReport> export_people(
    Store& store, Tenant const& tenant, ExportWishes const& wishes, Clock const& clock, Random& random)
{
    return Export(store, tenant, wishes).run({ .correlation = CorrelationId(random_guid(random)), .now = clock.now() });
}

} // namespace gatehouse::app
