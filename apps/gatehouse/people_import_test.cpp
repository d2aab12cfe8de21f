#include "apps/gatehouse/people_import.h"

#include "apps/gatehouse/people_export.h"
#include "core/directory/hash_pool.h"
#include "core/directory/sign_in.h"
#include "core/flows/parts.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

namespace gatehouse::app {
namespace {

// Says how many passwords it was given, and how many at a time.
class CountingHasher final : public PasswordHasher {
public:
    Result<std::string> hash(Password const& password, crypto::HashCost cost) override
    {
        {
            std::unique_lock lock(mutex_);
            ++count;
            most_at_once = std::max(most_at_once, ++at_once_);
            changed_.notify_all();
            // Whoever hashes one after the other waits here, once, for another that does not come.
            if (std::exchange(wants_two, false))
                changed_.wait_for(lock, std::chrono::seconds(5), [this] { return most_at_once > 1; });
        }
        auto answer = pool_.hash(password, cost);
        std::lock_guard const lock(mutex_);
        --at_once_;
        return answer;
    }
    Result<crypto::PasswordCheck> check(
        Password const& password, std::string const& stored, crypto::HashCost cost) override
    {
        return pool_.check(password, stored, cost);
    }
    int count = 0;
    int most_at_once = 0;
    bool wants_two = false;

private:
    HashPool pool_{ {} };
    std::mutex mutex_;
    std::condition_variable changed_;
    int at_once_ = 0;
};

class PeopleImport : public testing::Test {
protected:
    PeopleImport()
    {
        tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
        tenant.domain = "contoso.test";
        tenant.hash_cost = { .memory_kib = 16, .passes = 1 };
        EXPECT_TRUE(store->transact([&](Ports& ports) -> Result<void> {
            TRY(ports.tenants.save(tenant));
            for (auto const& [id, type] :
                { std::pair{ "extension_Points", policy::AttributeType::Integer },
                    { "extension_Tag", policy::AttributeType::Text }, { "extension_Note", policy::AttributeType::Text },
                    { "extension_Member", policy::AttributeType::Boolean } })
                TRY(flows::save_attribute(ports, { tenant, {} }, { .id = id, .settings = { .type = type } }));
            return {};
        }));
        folder = (std::filesystem::temp_directory_path() / "gatehouse-people-XXXXXX").string();
        check(::mkdtemp(folder.data()) != nullptr, "a directory for the test");
    }
    ~PeopleImport() override { std::filesystem::remove_all(folder); }

    ImportReport import(std::string const& text, char const* name = "people.jsonl", bool dry_run = false)
    {
        std::string const path = folder + "/" + name;
        std::ofstream(path) << text;
        refused.clear();
        auto file = PeopleFile::open(path);
        EXPECT_TRUE(file) << (file ? "" : file.error().detail);
        if (!file)
            return {};
        return import_people(*store, tenant, hasher, *file,
            { .dry_run = dry_run,
                .refused = [&](PersonRow const& row,
                               std::string const& why) { refused += app::text(row.place) + ": " + why + "\n"; } },
            clock, random)
            .value();
    }
    std::string exported(ExportWishes wishes)
    {
        std::string all;
        wishes.write = [&](std::string const& text) { all += text; };
        last_export = export_people(*store, tenant, wishes, clock, random).value();
        return all;
    }
    // The latest first.
    std::vector<AuditEvent> events(AuditKind kind)
    {
        return read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
            return ports.audit.list(tenant.id, { .correlation = {}, .user = {}, .kind = kind, .limit = 10 });
        }).value();
    }
    std::optional<User> find(char const* name)
    {
        return read<std::optional<User>>(*store, [&](Ports& ports) {
            return ports.users.find_by_sign_in_name(tenant.id, name);
        }).value();
    }
    SignInOutcome sign_in_as(char const* name, char const* password)
    {
        return sign_in(*store, hasher, tenant, name, Password(password), clock.now()).value();
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store
        = open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random).value();
    CountingHasher hasher;
    Tenant tenant;
    std::string folder;
    std::string refused;
    ExportReport last_export;
};

constexpr char const* kAnn
    = R"({"id":"4C7BE08B-361F-41A8-B1EF-1712F7A3DFB2","displayName":"Ann","createdDateTime":"2020-01-01T00:00:00Z",)"
      R"("identities":[{"signInType":"emailAddress","issuer":"old.onmicrosoft.com","issuerAssignedId":"ann@example.org"},)"
      R"({"signInType":"federated","issuer":"google.com","issuerAssignedId":"1"},)"
      R"({"signInType":"userPrincipalName","issuer":"old.onmicrosoft.com","issuerAssignedId":"x@old.onmicrosoft.com"}],)"
      R"("extension_831374b3bd5041bfaa54263ec9e050fc_Points":7,"userType":"Member","mail":null})"
      "\n";

TEST_F(PeopleImport, ALineOfGraphsKeepsIdNamesAndExtensions)
{
    ImportReport const report = import(kAnn);
    EXPECT_EQ(report.created, 1U) << refused;
    EXPECT_EQ(report.ignored, (std::map<std::string, size_t>{ { "userType", 1 } }));
    User const ann = find("ann@example.org").value();
    EXPECT_EQ(ann.id, UserId("4c7be08b-361f-41a8-b1ef-1712f7a3dfb2"));
    EXPECT_EQ(rfc3339(ann.created), "2020-01-01T00:00:00Z");
    ASSERT_EQ(ann.identities.size(), 2U);
    EXPECT_EQ(ann.identities[0].issuer, "contoso.test");
    EXPECT_EQ(ann.identities[1].issuer, "google.com");
    EXPECT_EQ(std::get<std::int64_t>(ann.attributes.at("extension_Points")), 7);
}

TEST_F(PeopleImport, AnImportThatIsRunAgainMakesNoDoubles)
{
    std::string const bob
        = R"({"displayName":"Bob","identities":[{"signInType":"userName","issuerAssignedId":"bob"}]})";
    EXPECT_EQ(import(kAnn + bob).created, 2U);
    ImportReport const again = import(kAnn + bob + "\n" + replace_all(bob, "bob", "rob"));
    EXPECT_EQ(again.created, 1U);
    EXPECT_EQ(again.already, 2U);
    EXPECT_EQ(again.refused, 0U);
}

TEST_F(PeopleImport, EveryRowThatCannotBeIsToldAndTheOthersCome)
{
    ImportReport const report = import(std::string(kAnn) + "nonsense\n" + R"({"displayName":"No names"}
{"id":"x","displayName":"Bad id","identities":[{"signInType":"userName","issuerAssignedId":"a1"}]}
{"displayName":"<b>","identities":[{"signInType":"userName","issuerAssignedId":"a2"}]}
{"displayName":"Hash","identities":[{"signInType":"userName","issuerAssignedId":"a3"}],"passwordHash":"$1$x$y"}
{"id":"5c7be08b-361f-41a8-b1ef-1712f7a3dfb2","displayName":"Taken","identities":[{"signInType":"emailAddress","issuerAssignedId":"ANN@example.org"}]}
{"displayName":"Last","identities":[{"signInType":"userName","issuerAssignedId":"last"}]}
)");
    EXPECT_EQ(report.created, 2U);
    EXPECT_EQ(report.refused, 6U);
    EXPECT_TRUE(find("last"));
    for (char const* words :
        { "2: not a JSON object", "3: it has no identity", "4: id is no GUID", "5: One or more properties",
            "6: passwordHash: imported password hash", "7: one of its names belongs to 4c7be08b-361f" })
        EXPECT_NE(refused.find(words), std::string::npos) << words << "\n" << refused;
}

TEST_F(PeopleImport, ADryRunWritesNothing)
{
    EXPECT_EQ(import(kAnn, "people.jsonl", true).created, 1U);
    EXPECT_FALSE(find("ann@example.org"));
}

// A thousand rows are written at once: the doubles are not in the batch of those whom they are doubles of.
TEST_F(PeopleImport, ADryRunSaysWhatTheRunWouldDo)
{
    std::string rows;
    for (int i = 0; i < 1501; ++i) {
        std::string const name = "u" + std::to_string(i % 1200);
        std::string const id
            = i % 3 == 0 ? "" : R"("id":"00000000-0000-4000-8000-)" + std::to_string(100'000'000'000 + i) + R"(",)";
        rows += "{" + id + R"("displayName":"X","identities":[{"signInType":")"
            + (i < 1200 ? "userName" : "emailAddress") + R"(","issuerAssignedId":")"
            + (i < 1200 ? name : name + "@example.org") + R"("},)"
            + R"({"signInType":"federated","issuer":"google.com","issuerAssignedId":")" + name + "\"}]}\n";
    }
    ImportReport const dry = import(rows, "people.jsonl", true);
    EXPECT_NE(refused.find("line 1202: one of its names belongs to line 2\n"), std::string::npos) << refused;
    ImportReport const real = import(rows);
    EXPECT_EQ(dry.created, 1200U);
    EXPECT_EQ(std::tie(dry.created, dry.already, dry.refused), std::tie(real.created, real.already, real.refused));
    EXPECT_EQ(real.already, 101U);
    EXPECT_EQ(real.refused, 200U);
}

TEST_F(PeopleImport, EachTransactionIsOnRecordWithHowManyItMade)
{
    std::string rows;
    for (int i = 0; i < 1002; ++i)
        rows += R"({"displayName":"X","identities":[{"signInType":"userName","issuerAssignedId":"u)" + std::to_string(i)
            + "\"}]}\n";
    import(rows, "people.jsonl", true);
    EXPECT_TRUE(events(AuditKind::PeopleImported).empty()) << "nothing happened";
    import(rows);
    import(rows);
    auto const all = events(AuditKind::PeopleImported);
    ASSERT_EQ(all.size(), 2U) << "who was there already is no event";
    EXPECT_EQ(all[0].detail, R"({"by":"command line","people":2})");
    EXPECT_EQ(all[1].detail, R"({"by":"command line","people":1000})");
    EXPECT_EQ(all[0].correlation, all[1].correlation);
}

TEST_F(PeopleImport, PasswordsAreHashedOnceAndSeveralAtATime)
{
    std::string rows;
    for (int i = 0; i < 8; ++i)
        rows += R"({"displayName":"X","identities":[{"signInType":"userName","issuerAssignedId":"u)" + std::to_string(i)
            + R"("}],"passwordProfile":{"password":"Secret-)" + std::to_string(i) + "\"}}\n";
    EXPECT_EQ(import(rows, "people.jsonl", true).created, 8U);
    EXPECT_EQ(hasher.count, 0) << "nothing is kept of a dry run";
    hasher.wants_two = true;
    EXPECT_EQ(import(rows).created, 8U);
    EXPECT_EQ(hasher.count, 8);
    EXPECT_GT(hasher.most_at_once, 1);
    EXPECT_EQ(import(rows).already, 8U);
    EXPECT_EQ(hasher.count, 8) << "who is there costs no hash";
    EXPECT_EQ(sign_in_as("u5", "Secret-5").kind, SignInOutcome::Kind::Ok);
    EXPECT_EQ(sign_in_as("u5", "Secret-6").kind, SignInOutcome::Kind::WrongPassword);
}

TEST_F(PeopleImport, CsvHasAHeaderOfProperties)
{
    ImportReport const report
        = import("\xef\xbb\xbf"
                 "displayName,email,givenName,accountEnabled,extension_Tag,password,otherMails\r\n"
                 "\"Lee, \"\"Ann\"\"\",ann@example.org,Ann,false,a,xWwvJ]6N,ann@home.test\r\n"
                 "\r\n"
                 "Bob,bob@example.org,,,,,\r\n"
                 "Too,many,values,true,a,b,c,d\r\n"
                 "\"open,x@example.org\r\n",
            "people.csv");
    EXPECT_EQ(report.created, 2U) << refused;
    EXPECT_EQ(report.refused, 2U);
    User const ann = find("ann@example.org").value();
    EXPECT_EQ(text_of(ann.attributes.at("displayName")), "Lee, \"Ann\"");
    EXPECT_EQ(text_of(ann.attributes.at("extension_Tag")), "a");
    EXPECT_FALSE(ann.enabled);
    EXPECT_EQ(sign_in_as("ann@example.org", "xWwvJ]6N").kind, SignInOutcome::Kind::Disabled);
    EXPECT_NE(refused.find("5: more values"), std::string::npos) << refused;
    EXPECT_NE(refused.find("6: a quote is not closed"), std::string::npos) << refused;
}

TEST_F(PeopleImport, AQuoteThatStaysOpenCostsOneRow)
{
    std::string const header = "extension_Note,email,displayName\n";
    std::ofstream(folder + "/people.csv") << header + "\"Ann,ann@example.org,Ann\nx,bob@example.org,Bob\n"
            + "\"two\nlines\",lee@example.org,Lee\nx,cat@example.org,Cat\n";
    auto file = PeopleFile::open(folder + "/people.csv").value();
    EXPECT_EQ(file.next()->fault,
        "text follows a closing quote; quotes in a value are written twice; a quote that opens here is closed in line "
        "4");
    EXPECT_EQ(file.next()->fields.text("displayName"), "Bob");
    auto const lee = file.next();
    EXPECT_EQ(lee->fields.text("extension_Note"), "two\nlines");
    EXPECT_EQ(lee->place.line, 4U);
    auto const cat = file.next();
    EXPECT_EQ(cat->fields.text("displayName"), "Cat");
    EXPECT_EQ(cat->place.line, 6U);
    EXPECT_FALSE(file.next());

    ImportReport const report = import(header + "\"Dan,dan@example.org,Dan\nx,eve@example.org,Eve\n", "people.csv");
    EXPECT_EQ(report.created, 1U) << refused;
    EXPECT_EQ(refused, "line 2: a quote is not closed\n");
}

TEST_F(PeopleImport, RowsBehindAnOpenQuoteAreReadOnce)
{
    std::string rows = "displayName,email\n\"open,x@example.org\n";
    constexpr size_t kRows = 100'000;
    for (size_t i = 0; i < kRows; ++i)
        rows += "X,u@example.org\n";
    std::ofstream(folder + "/people.csv") << rows;
    auto file = PeopleFile::open(folder + "/people.csv").value();
    EXPECT_EQ(file.next()->fault, "a quote is not closed");
    size_t read = 0;
    while (auto const row = file.next())
        read += row->fault.empty() ? 1 : 0;
    EXPECT_EQ(read, kRows);
    EXPECT_EQ(file.position(), file.size());
}

TEST_F(PeopleImport, IdentitiesOfATenantsOwnTypesComeAlong)
{
    auto const identity = [](std::string const& type, std::string const& name) {
        return R"({"signInType":")" + type + R"(","issuer":"old.onmicrosoft.com","issuerAssignedId":")" + name + "\"}";
    };
    ImportReport const report
        = import(R"({"displayName":"Ann","identities":[)" + identity("emailAddress", "ann@example.org") + ","
            + identity("emailAddress1", "ann@home.test") + "," + identity("customerNumber", "K-17") + "]}\n"
            + R"({"displayName":"Bob","identities":[)" + identity("customerNumber", "K-18") + "]}\n");
    EXPECT_EQ(report.created, 2U);
    ASSERT_TRUE(find("ann@home.test"));
    EXPECT_EQ(find("ann@home.test")->id, find("ann@example.org")->id);
    ASSERT_TRUE(find("k-17"));
    EXPECT_EQ(find("k-17")->id, find("ann@example.org")->id);
    std::string kinds;
    for (Identity const& one : find("K-17")->identities)
        kinds += type_text(one) + " ";
    EXPECT_EQ(kinds, "emailAddress emailAddress1 customerNumber ");
    EXPECT_TRUE(find("K-18"));
    // A name is nobody's twice, whatever it is called (attack-35).
    EXPECT_EQ(import(R"({"displayName":"Cat","identities":[)" + identity("userName", "K-18") + "]}\n").created, 0U);
}

TEST_F(PeopleImport, ExtensionAttributesAreDeclaredAndOfTheirType)
{
    std::string const columns = "displayName,userName,extension_Points,extension_Member\n";
    EXPECT_EQ(import(columns + "Ann,ann,7,TRUE\nBob,bob,many,\nCat,cat,,perhaps\n", "people.csv").created, 1U);
    EXPECT_EQ(std::get<std::int64_t>(find("ann")->attributes.at("extension_Points")), 7);
    EXPECT_TRUE(std::get<bool>(find("ann")->attributes.at("extension_Member")));
    EXPECT_NE(refused.find("The value is a whole number"), std::string::npos) << refused;
    EXPECT_NE(refused.find("The value is true or false"), std::string::npos) << refused;
    EXPECT_EQ(import("displayName,userName,extension_Undeclared\nDan,dan,7\n", "people.csv").refused, 1U);
    EXPECT_NE(refused.find("The following extension properties are not available: extension_"), std::string::npos)
        << refused;
}

TEST_F(PeopleImport, AListThatGraphPrintedIsReadOnOneLineAndOnMany)
{
    std::string const person = std::string(kAnn).substr(0, std::string(kAnn).size() - 1);
    EXPECT_EQ(import("{\"@odata.context\":\"x\",\"value\":[" + person + "]}\n").created, 1U);
    EXPECT_EQ(import("{\n  \"value\": [\n" + person + "\n]}\n").already, 1U);
}

TEST_F(PeopleImport, ABadFirstLineIsOneRowThatIsRefused)
{
    std::string const ann = kAnn;
    for (char const* first : { "# people of 2025", R"({"displayName":"cut of)", R"([{"displayName":)", "7" }) {
        ImportReport const report = import(std::string(first) + "\n" + ann);
        EXPECT_EQ(report.created + report.already, 1U) << first << refused;
        EXPECT_EQ(report.refused, 1U) << first;
        EXPECT_NE(refused.find("line 1: not a JSON object"), std::string::npos) << refused;
    }
}

TEST_F(PeopleImport, AByteOrderMarkIsNoPartOfTheFirstRow)
{
    std::string const mark = "\xef\xbb\xbf";
    EXPECT_EQ(import(mark + kAnn).created, 1U) << refused;
    EXPECT_EQ(import(mark + "{\"value\":\n[" + kAnn + "]}").already, 1U) << refused;
    EXPECT_EQ(import(mark + "\r\n" + kAnn, "people.csv").already, 1U) << "how it begins counts, not the name";
}

TEST_F(PeopleImport, WhatIsRefusedOfAListIsNumbered)
{
    std::string const people = "[" + std::string(kAnn) + R"(,{"displayName":"No names"},7])";
    EXPECT_EQ(import("{\n\"value\": " + people + "}").created, 1U);
    EXPECT_EQ(refused.find("item 2: it has no identity"), 0U) << refused;
    EXPECT_NE(refused.find("\nitem 3: not a JSON object"), std::string::npos) << refused;
    EXPECT_EQ(import(people).already, 1U);
    EXPECT_EQ(refused.find("item 2:"), 0U) << refused;
    EXPECT_EQ(import("\n{\"value\":" + replace_all(people, "\n", "") + "}").already, 1U);
    EXPECT_EQ(refused.find("line 2, item 2:"), 0U) << refused;
}

TEST_F(PeopleImport, AFileThatCannotBeReadSaysWhatToDo)
{
    auto const why = [&](std::string const& text, char const* name) {
        std::ofstream(folder + "/" + name) << text;
        auto const file = PeopleFile::open(folder + "/" + name);
        return file ? std::string("it was opened") : file.error().detail;
    };
    for (auto const& [text, name, words] :
        { std::tuple{ "displayName;email\nAnn;a@b.test\n", "x.csv", "separated by semicolons" },
            std::tuple{ "displayName\temail\n", "x.csv", "separated by tabs" },
            std::tuple{ "displayName,email\n", "people", "a name that ends in .csv" },
            std::tuple{ "<xml>\n</xml>", "x", "neither one JSON object a line" },
            std::tuple{ "\xff\xfe{", "x.jsonl", "save it as UTF-8" },
            std::tuple{ "{\n  \"value\": [\n}\n", "x.json", "jq -c" } })
        EXPECT_NE(why(text, name).find(words), std::string::npos) << why(text, name);
    EXPECT_FALSE(PeopleFile::open(folder + "/nowhere"));
}

TEST_F(PeopleImport, AForeignHashOpensTheDoorAndIsReplaced)
{
    ASSERT_EQ(
        import(
            R"({"displayName":"Ann","identities":[{"signInType":"userName","issuerAssignedId":"ann"}],)"
            R"("passwordHash":"$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA$3ML5r/DEtez1X+kcDTwiQp4E9LeVs8trluafAxhVGiM"})")
            .created,
        1U);
    EXPECT_EQ(sign_in_as("ann", "wrong").kind, SignInOutcome::Kind::WrongPassword);
    SignInOutcome const outcome = sign_in_as("ann", "p\xc3\xa4ss word");
    EXPECT_EQ(outcome.kind, SignInOutcome::Kind::Ok);
    EXPECT_TRUE(outcome.rehash);
}

// p=4 is what argon2-cffi and node's argon2 write. The second would be refused at the door.
TEST_F(PeopleImport, AnArgon2HashOfSeveralLanesIsTakenAndOneThatAsksForTooMuchIsNot)
{
    std::string const ann
        = R"({"displayName":"Ann","identities":[{"signInType":"userName","issuerAssignedId":"ann"}],"passwordHash":")"
          R"($argon2id$v=19$m=64,t=2,p=4$c2FsdHNhbHRzYWx0c2FsdA$c/F8ZsN8YLrCCvWBWx2CXfSYQ0TfpojUs4sA1H0IXIU"})";
    ImportReport const report
        = import(ann + "\n" + replace_all(replace_all(ann, "m=64,t=2,p=4", "m=64,t=99,p=1"), "\"ann\"", "\"bob\""));
    EXPECT_EQ(report.created, 1U) << refused;
    EXPECT_EQ(
        refused, "line 2: passwordHash: imported password hash: argon2 takes more than 1 GiB, 32 passes or 16 lanes\n");
    SignInOutcome const outcome = sign_in_as("ann", "p\xc3\xa4ss word");
    EXPECT_EQ(outcome.kind, SignInOutcome::Kind::Ok);
    EXPECT_TRUE(outcome.rehash);
}

TEST_F(PeopleImport, WhatIsExportedComesBackTheSame)
{
    ASSERT_EQ(
        import(kAnn
            + std::string(R"({"displayName":"Bob","identities":[{"signInType":"userName","issuerAssignedId":"bob"}],)"
                          R"("passwordProfile":{"password":"secret 1"},"otherMails":["b@home.test"]})"))
            .created,
        2U);
    std::string const with_hashes = exported({ .hashes = true });
    EXPECT_EQ(exported({}).find("argon2"), std::string::npos);
    std::string const bob = find("bob")->id.text();
    ASSERT_TRUE(store->transact([&](Ports& ports) -> Result<void> {
        TRY(ports.users.remove(tenant.id, UserId(bob)));
        return ports.users.remove(tenant.id, UserId("4c7be08b-361f-41a8-b1ef-1712f7a3dfb2"));
    }));
    EXPECT_EQ(import(with_hashes).created, 2U) << refused;
    EXPECT_EQ(exported({ .hashes = true }), with_hashes);
    EXPECT_EQ(sign_in_as("bob", "secret 1").kind, SignInOutcome::Kind::Ok);
}

TEST_F(PeopleImport, AnExportHoldsFactorsAndWhoMustChangeThePassword)
{
    std::string const bob = R"({"displayName":"Bob","identities":[{"signInType":"userName","issuerAssignedId":"bob"}],)"
                            R"("strongAuthenticationPhoneNumber":"+12065551234",)"
                            R"("passwordProfile":{"password":"secret 1","forceChangePasswordNextSignIn":true}})";
    ASSERT_EQ(import(bob).created, 1U) << refused;
    std::string const file = exported({ .hashes = true });
    ASSERT_TRUE(store->transact([&](Ports& ports) { return ports.users.remove(tenant.id, find("bob")->id); }));
    ASSERT_EQ(import(file).created, 1U) << refused;
    EXPECT_EQ(text_of(find("bob")->attributes.at("strongAuthenticationPhoneNumber")), "+12065551234");
    EXPECT_TRUE(find("bob")->must_change_password);
}

TEST_F(PeopleImport, AnExportIsInGraphsShapeAPageALine)
{
    import(kAnn);
    std::string const file = exported({ .form = PeopleForm::Graph });
    auto const page = json::parse_object(file).value();
    EXPECT_EQ(page.text("@odata.context"), "https://graph.microsoft.com/v1.0/$metadata#users");
    ASSERT_EQ(page.array("value")->size(), 1U);
    EXPECT_EQ(page.array("value")->front().as_object()->text("displayName"), "Ann");
    EXPECT_EQ(std::ranges::count(file, '\n'), 1);
    EXPECT_EQ(import(file).already, 1U) << refused;
}

TEST_F(PeopleImport, AnExportAsCsvComesBackAndSaysWhatItLacks)
{
    ASSERT_EQ(import(kAnn
                  + std::string(R"({"displayName":"=1+\"A\"","identities":[)"
                                R"({"signInType":"phoneNumber","issuerAssignedId":"+49301234567"},)"
                                R"({"signInType":"userName","issuerAssignedId":"bob"}],"accountEnabled":false,)"
                                R"("passwordProfile":{"password":"secret 1"},"otherMails":["b@home.test"]})"))
                  .created,
        2U)
        << refused;
    User const before = find("bob").value();
    std::string const file = exported({ .form = PeopleForm::Csv, .hashes = true });
    EXPECT_TRUE(file.starts_with("\"id\",\"displayName\",\"email\",\"userName\",\"phone\",\"accountEnabled\","))
        << file;
    EXPECT_NE(file.find("\"'=1+\"\"A\"\"\",\"\",\"bob\",\"+49301234567\",\"false\""), std::string::npos) << file;
    EXPECT_EQ(last_export.left_out, (std::map<std::string, size_t>{ { "identities", 1 } })) << "Ann's at google.com";
    ASSERT_TRUE(store->transact([&](Ports& ports) { return ports.users.remove(tenant.id, before.id); }));
    EXPECT_EQ(import(file, "people.csv").created, 1U) << refused;
    User const after = find("bob").value();
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(text_of(after.attributes.at("displayName")), "=1+\"A\"");
    EXPECT_EQ(after.attributes.at("otherMails"), before.attributes.at("otherMails"));
    EXPECT_EQ(after.identities.size(), 2U);
    EXPECT_EQ(after.password_hash, before.password_hash);
    EXPECT_FALSE(after.enabled);
}

TEST_F(PeopleImport, AnExportIsOnRecordBeforeAnybodyIsTold)
{
    import(kAnn);
    size_t events_at_first = 0;
    std::pair<size_t, size_t> last;
    ExportWishes wishes{ .form = PeopleForm::Csv, .hashes = true };
    wishes.write = [&](std::string const&) { events_at_first = events(AuditKind::PeopleExported).size(); };
    wishes.progress = [&](size_t done, size_t all) { last = { done, all }; };
    EXPECT_EQ(export_people(*store, tenant, wishes, clock, random)->people, 1U);
    EXPECT_EQ(events_at_first, 1U);
    EXPECT_EQ(events(AuditKind::PeopleExported).at(0).detail,
        R"({"by":"command line","people":1,"format":"csv","hashes":true})");
    EXPECT_EQ(last, (std::pair<size_t, size_t>{ 2, 2 })) << "twice, because of the header";
}

} // namespace
} // namespace gatehouse::app
