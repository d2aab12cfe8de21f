// tests/directory/*.txt: what each filter finds, or why it is refused. A new line there is a new case.
#include "edges/graph/users_world_test.h"
#include "libs/testkit/golden.h"

#include <algorithm>
#include <map>
#include <set>

namespace gatehouse::graph {
namespace {

constexpr std::string_view kDomain = "contoso.onmicrosoft.com";
constexpr std::string_view kArrow = " => ";

std::vector<std::string> lines_of(std::string const& file)
{
    std::vector<std::string> lines;
    for (std::string const& line : split(testkit::read_file("tests/directory/" + file), '\n'))
        if (!line.empty() && !line.starts_with("#"))
            lines.push_back(line);
    EXPECT_GT(lines.size(), 5U) << file;
    return lines;
}

struct Case {
    std::string question;
    std::string answer;
};

class FilterTables : public UsersTest {
protected:
    std::string filled(std::string text) const
    {
        text = replace_all(replace_all(std::move(text), "EXT_", prefix), "DOMAIN", kDomain);
        for (auto const& [name, id] : people)
            text = replace_all(std::move(text), "{" + name + "}", id);
        return text;
    }
    std::vector<Case> cases_of(std::string const& file)
    {
        std::vector<Case> cases;
        for (std::string const& line : lines_of(file)) {
            size_t const at = line.find(kArrow);
            EXPECT_NE(at, std::string::npos) << line;
            cases.push_back({ filled(line.substr(0, at)), filled(line.substr(at + kArrow.size())) });
        }
        return cases;
    }
    void make_people()
    {
        write([&](Ports& ports) {
            return ports.policies.save(TenantId(kTenant),
                { PolicyId("B2C_1A_base"),
                    "<TrustFrameworkPolicy PolicyId=\"B2C_1A_base\" TenantId=\"contoso.onmicrosoft.com\" "
                    "xmlns=\"http://schemas.microsoft.com/online/cpim/schemas/2013/06\"><BuildingBlocks><ClaimsSchema>"
                    "<ClaimType Id=\"extension_Since\"><DataType>dateTime</DataType></ClaimType>"
                    "<ClaimType Id=\"extension_Roles\"><DataType>stringCollection</DataType></ClaimType>"
                    "</ClaimsSchema></BuildingBlocks></TrustFrameworkPolicy>",
                    {}, clock.now() });
        });
        // Nobody is made at a whole second.
        clock.advance(250ms);
        for (std::string const& line : lines_of("people.txt")) {
            size_t const space = line.find(' ');
            json::Object body = json::parse_object(filled(line.substr(space + 1))).value();
            json::Object const password{ { "password", "xWwvJ]6NMw+bWH-d" } };
            for (json::Value const& one : *body.array("identities"))
                if (one.as_object()->text("signInType") != "federated")
                    body.set("passwordProfile", password);
            clock.advance(1h);
            people[line.substr(0, space)] = create(body);
        }
        clock.advance(1h);
        User nameless;
        nameless.id = UserId("7d0a3d1c-6b0f-4a55-9a3e-0d6d9e4f3a11");
        nameless.created = clock.now();
        nameless.identities = { { SignInType::Federated, "https://idp.test/", "n-1" } };
        nameless.attributes["city"] = "Anon";
        write([&](Ports& ports) { return ports.users.insert(TenantId(kTenant), nameless); });
        people["Non"] = nameless.id.text();
    }
    // "Ann Cat", or "400 " and the message.
    std::string answer(http::Response const& response) const
    {
        json::Object const body = parsed(response);
        if (json::Object const* error = body.object("error"))
            return std::to_string(response.status) + " " + error->text("message").value_or("");
        std::set<std::string> names;
        for (json::Value const& one : *body.array("value")) {
            std::string const id = one.as_object()->text("id").value_or("");
            auto const known = std::ranges::find(people, id, [](auto const& person) { return person.second; });
            names.insert(known == people.end() ? id : known->first);
        }
        EXPECT_EQ(body.integer("@odata.count"), static_cast<std::int64_t>(names.size()));
        return join({ names.begin(), names.end() }, " ");
    }
    // The table's words in the form of answer().
    std::string expected(std::string const& words) const
    {
        if (words.starts_with("4") || words.starts_with("5"))
            return words;
        std::vector<std::string> const named = split_words(words);
        std::set<std::string> names;
        constexpr std::string_view kBut = "all but ";
        if (words == "everybody" || words.starts_with(kBut))
            for (auto const& [name, id] : people)
                names.insert(name);
        for (std::string const& name : named) {
            if (!people.contains(name))
                EXPECT_TRUE(words == "everybody" || words == "nobody" || name == "all" || name == "but") << words;
            else if (words.starts_with(kBut))
                names.erase(name);
            else
                names.insert(name);
        }
        return join({ names.begin(), names.end() }, " ");
    }
    void expect_all(std::string const& file)
    {
        make_people();
        headers = { { "ConsistencyLevel", "eventual" } };
        for (Case const& one : cases_of(file))
            EXPECT_EQ(answer(get("/v1.0/users?$select=id&$count=true&$filter=" + url::encode(one.question))),
                expected(one.answer))
                << one.question;
    }

    std::map<std::string, std::string> people; // name in the table, id
};

TEST_F(FilterTables, FiltersFindWhomTheyDescribe)
{
    expect_all("user_filters.txt");
}

TEST_F(FilterTables, WrongFiltersAreRefusedInWords)
{
    expect_all("user_filters_refused.txt");
}

TEST_F(FilterTables, EachCallTakesItsQueryOptionsAndNoOthers)
{
    allow({ directory_role::kReadDirectory, directory_role::kWriteMethods, directory_role::kReadAudit,
        directory_role::kReadOrganization, directory_role::kReadDomains, directory_role::kReadFlows,
        directory_role::kReadProviders, directory_role::kWriteConnectors, directory_role::kReadPolicies,
        directory_role::kReadKeySets, directory_role::kWriteUsers });
    make_people();
    headers = { { "ConsistencyLevel", "eventual" } };
    for (Case const& one : cases_of("queries.txt")) {
        size_t const query = std::min(one.question.find('?'), one.question.size());
        std::string address = one.question.substr(0, query);
        for (std::string const& option : split(one.question.substr(std::min(query + 1, one.question.size())), '&')) {
            size_t const value = std::min(option.find('='), option.size());
            if (!option.empty())
                address += (address.find('?') == std::string::npos ? "?" : "&") + url::encode(option.substr(0, value))
                    + "=" + url::encode(option.substr(std::min(value + 1, option.size())));
        }
        http::Response const response = get(address);
        std::string told = std::to_string(response.status);
        if (response.status != 200)
            told += " " + parsed(response).object("error")->text("message").value_or("");
        EXPECT_EQ(told, one.answer) << one.question;
    }
}

class ListTables : public FilterTables {
protected:
    void make_apps()
    {
        Application api;
        api.id = ClientId("44444444-4444-4444-8444-444444444444");
        api.name = "api";
        api.enabled = false;
        api.app_id_uri = "https://contoso.onmicrosoft.com/api";
        api.scopes.push_back({ "Read", "Reads" });
        Application web;
        web.id = ClientId("66666666-6666-4666-8666-666666666666");
        web.name = "web";
        web.permissions.push_back({ api.id, "Read", true, PermissionKind::Scope });
        Application gone;
        gone.id = ClientId("77777777-7777-4777-8777-777777777777");
        gone.name = "gone";
        TenantId const tenant(kTenant);
        write([&](Ports& ports) -> Result<void> {
            TRY(ports.applications.save(tenant, api));
            TRY(ports.applications.save(tenant, web));
            return ports.deleted_applications.save(tenant, { gone, clock.now(), {} });
        });
        people["web"] = service_principal(tenant, web.id);
        people["api"] = service_principal(tenant, api.id);
    }
    void make_events()
    {
        AuditEvent event{ .kind = AuditKind::SignInFailed,
            .time = clock.now() - 24h + 250ms,
            .correlation = CorrelationId("55555555-5555-4555-8555-555555555555"),
            .user = UserId("ann"),
            .client = {},
            .policy = {},
            .address = "failed",
            .detail = "{}" };
        append(event);
        event.kind = AuditKind::SignInSucceeded;
        event.time = clock.now();
        event.address = "came";
        append(event);
        event.kind = AuditKind::UserUpdated;
        event.user = UserId("bob");
        event.client = ClientId(kApp);
        event.address = "changed";
        append(event);
    }
    void append(AuditEvent const& event)
    {
        write([&](Ports& ports) { return ports.audit.append(TenantId(kTenant), event); });
    }
    // By its name; a grant's is its scopes, an event's where it came from.
    static std::string name_of(json::Object const& item)
    {
        for (char const* member : { "displayName", "scope" })
            if (auto const name = item.text(member))
                return replace_all(*name, " ", "_");
        for (json::Value const& detail :
            item.array("additionalDetails") ? *item.array("additionalDetails") : json::Array())
            if (detail.as_object()->text("key") == "ClientIpAddress")
                return detail.as_object()->text("value").value_or("");
        return "?";
    }
};

TEST_F(ListTables, FiltersFindWhatTheyDescribe)
{
    allow({ directory_role::kReadDirectory, directory_role::kReadAudit });
    make_apps();
    make_events();
    for (Case const& one : cases_of("list_filters.txt")) {
        size_t const colon = one.question.find(": ");
        http::Response const response
            = get("/v1.0/" + one.question.substr(0, colon) + "?$filter=" + url::encode(one.question.substr(colon + 2)));
        json::Object const body = parsed(response);
        if (json::Object const* error = body.object("error")) {
            EXPECT_EQ(std::to_string(response.status) + " " + error->text("message").value_or(""), one.answer)
                << one.question;
            continue;
        }
        std::set<std::string> names;
        for (json::Value const& item : *body.array("value"))
            names.insert(name_of(*item.as_object()));
        // That keys were made.
        names.erase("");
        auto const wanted = one.answer == "nothing" ? std::vector<std::string>() : split_words(one.answer);
        EXPECT_EQ(names, std::set<std::string>(wanted.begin(), wanted.end())) << one.question;
    }
}

} // namespace
} // namespace gatehouse::graph
