#include "apps/gatehouse/migrate/people.h"

#include "apps/gatehouse/durable_file.h"
#include "core/directory/users.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <sys/stat.h>

#include <fstream>
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
    return Rest{ fields->text("next").value_or(""), fields->integer("bytes").value_or(0),
        { fields->integer("people").value_or(0), fields->integer("with_password").value_or(0), true } };
}

Result<void> write_rest(std::filesystem::path const& file, Rest const& rest)
{
    return write_durable_file(rest_of(file),
        json::write(json::Object{ { "next", rest.next }, { "bytes", rest.bytes }, { "people", rest.count.people },
            { "with_password", rest.count.with_password } }),
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
        std::error_code ignored;
        std::filesystem::remove(rest_of(file_), ignored);
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
            json::Array requests;
            for (size_t i = 0; i < people.size(); ++i)
                requests.emplace_back(json::Object{ { "id", std::to_string(i) }, { "method", "GET" },
                    { "url", "/users/" + people[i].text("id").value_or("") + "/authentication/" + kind } });
            TRY(ask(people, std::move(requests)));
        }
        return {};
    }

    Result<void> ask(std::span<json::Object> people, json::Array requests)
    {
        json::Object const answer = TRY(expect_object(graph_.send(
            http::Method::Post, "/v1.0/$batch", json::write(json::Object{ { "requests", std::move(requests) } }))));
        json::Array const* responses = answer.array("responses");
        for (json::Value const& response : responses ? *responses : json::Array()) {
            json::Object const* fields = response.as_object();
            auto const index = fields ? parse_integer(fields->text("id").value_or("")) : std::nullopt;
            json::Object const* body = fields ? fields->object("body") : nullptr;
            json::Array const* values = body ? body->array("value") : nullptr;
            if (!index || *index < 0 || static_cast<size_t>(*index) >= people.size() || !values)
                continue;
            for (json::Value const& value : *values)
                if (auto const* method = value.as_object())
                    add_factor(people[static_cast<size_t>(*index)], *method);
        }
        return {};
    }

    static void add_factor(json::Object& person, json::Object const& method)
    {
        if (method.text("id") == kMobile)
            person.set(
                "strongAuthenticationPhoneNumber", replace_all(method.text("phoneNumber").value_or(""), " ", ""));
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

} // namespace gatehouse::app
