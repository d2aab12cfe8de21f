// The policy language: what it costs to compile a policy, to take a step, and to hold many.
#include "bench/measurements.h"
#include "bench/table.h"
#include "core/directory/hash_pool.h"
#include "core/journey/advance.h"
#include "core/plans/plans.h"
#include "core/policy/inspect.h"
#include "core/policy/user_flow.h"
#include "libs/json/json.h"
#include "store/open.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace gatehouse::bench {
namespace {

constexpr char const* kDomain = "bench.onmicrosoft.com";
// A request may take this many steps and transformations, no more (kBudget of the engine).
constexpr int kSteps = 20;
constexpr int kTransformations = 20;
constexpr int kManyPolicies = 1000;

double now_ms()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The middle of `times` runs, in milliseconds.
double median_ms(int times, std::function<void()> const& work)
{
    std::vector<double> spent;
    for (int i = 0; i < times; ++i) {
        double const begin = now_ms();
        work();
        spent.push_back(now_ms() - begin);
    }
    std::ranges::sort(spent);
    return spent[spent.size() / 2];
}

std::string read_file(std::filesystem::path const& file)
{
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

// --- Compiling -------------------------------------------------------------------------------------------------------

struct Pack {
    std::string name;
    CaseMap<policy::SourceFile> files; // by policy id
    size_t bytes = 0;
    std::string leaf; // the one with a sign-in page, or any that can be asked for
};

Pack read_pack(std::filesystem::path const& folder)
{
    Pack pack;
    pack.name = folder.filename().string();
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".xml")
            continue;
        policy::SourceFile file{ entry.path().filename().string(), read_file(entry.path()) };
        policy::Inspection const inspection = policy::inspect(file);
        if (inspection.relying_party && (pack.leaf.empty() || file.name.starts_with("SignUpOrSign")))
            pack.leaf = inspection.policy_id;
        pack.bytes += file.text.size();
        pack.files.emplace(inspection.policy_id, std::move(file));
    }
    return pack;
}

// Of the starter packs in the folder that GATEHOUSE_CORPUS names; without it, the sign-in flow of the demo.
Pack largest_pack()
{
    policy::UserFlow flow;
    flow.name = "B2C_1_signupsignin1";
    std::string const xml = policy::leaf_xml(flow, kDomain);
    Pack largest{ "built-in flow", { { flow.name, { flow.name, xml } } }, 0, flow.name };
    char const* const corpus = std::getenv("GATEHOUSE_CORPUS");
    if (!corpus)
        return largest;
    for (auto const& entry : std::filesystem::directory_iterator(std::filesystem::path(corpus) / "starterpack"))
        if (entry.is_directory())
            if (Pack pack = read_pack(entry.path()); !pack.leaf.empty() && pack.bytes > largest.bytes)
                largest = std::move(pack);
    return largest;
}

void measure_compile()
{
    Pack const pack = largest_pack();
    policy::FindSource const find = [&](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
        auto const found = pack.files.find(id);
        return found != pack.files.end() ? std::optional(found->second) : builtin_source(id);
    };
    double const spent = median_ms(9, [&] {
        if (!need(policy::compile(pack.leaf, find), "cannot read the pack").plan)
            stop(pack.leaf + " of " + pack.name + " has errors");
    });
    add_limit("compile of the largest starter pack (" + pack.name + ")", spent, 50, "ms");
}

// --- Steps -----------------------------------------------------------------------------------------------------------

std::string profile_open(std::string const& id, std::string const& protocol)
{
    return "<TechnicalProfile Id=\"" + id + "\"><DisplayName>" + id + "</DisplayName>" + protocol;
}

// A journey of `kSteps` steps without a page, each with the transformations, in one file.
std::string steps_xml()
{
    std::string transformations;
    std::string uses;
    for (int i = 0; i < kTransformations; ++i) {
        std::string const id = "Format" + std::to_string(i);
        transformations += "<ClaimsTransformation Id=\"" + id
            + R"(" TransformationMethod="FormatStringClaim"><InputClaims><InputClaim ClaimTypeReferenceId="a" )"
              R"(TransformationClaimType="inputClaim" /></InputClaims><InputParameters><InputParameter Id="stringFormat" )"
              R"(DataType="string" Value="{0}" /></InputParameters><OutputClaims><OutputClaim ClaimTypeReferenceId="b" )"
              R"(TransformationClaimType="outputClaim" /></OutputClaims></ClaimsTransformation>)";
        uses += "<OutputClaimsTransformation ReferenceId=\"" + id + "\" />";
    }
    std::string steps;
    for (int i = 1; i <= kSteps; ++i)
        steps += "<OrchestrationStep Order=\"" + std::to_string(i) + "\" Type=\"ClaimsExchange\"><ClaimsExchanges>"
            + "<ClaimsExchange Id=\"Exchange" + std::to_string(i)
            + "\" TechnicalProfileReferenceId=\"Transform\" /></ClaimsExchanges></OrchestrationStep>";
    std::string const proprietary
        = R"(<Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />)";
    std::string const domain = kDomain;
    return R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" )"
           R"(PolicySchemaVersion="0.3.0.0" TenantId=")"
        + domain + R"(" PolicyId="B2C_1A_steps" PublicPolicyUri="http://)" + domain
        + R"(/B2C_1A_steps"><BuildingBlocks><ClaimsSchema>)"
          R"(<ClaimType Id="a"><DataType>string</DataType></ClaimType>)"
          R"(<ClaimType Id="b"><DataType>string</DataType></ClaimType></ClaimsSchema><ClaimsTransformations>)"
        + transformations + "</ClaimsTransformations></BuildingBlocks><ClaimsProviders><ClaimsProvider><DisplayName>x"
        + "</DisplayName><TechnicalProfiles>" + profile_open("Transform", proprietary)
        + R"(<OutputClaims><OutputClaim ClaimTypeReferenceId="a" DefaultValue="Ada" /></OutputClaims>)"
        + "<OutputClaimsTransformations>" + uses + "</OutputClaimsTransformations></TechnicalProfile>"
        + profile_open("JwtIssuer", R"(<Protocol Name="None" />)")
        + R"(<OutputTokenFormat>JWT</OutputTokenFormat></TechnicalProfile></TechnicalProfiles></ClaimsProvider>)"
        + R"(</ClaimsProviders><UserJourneys><UserJourney Id="Steps"><OrchestrationSteps>)" + steps
        + "<OrchestrationStep Order=\"" + std::to_string(kSteps + 1)
        + R"(" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" /></OrchestrationSteps></UserJourney>)"
        + R"(</UserJourneys><RelyingParty><DefaultUserJourney ReferenceId="Steps" />)"
        + profile_open("PolicyProfile", R"(<Protocol Name="OpenIdConnect" />)")
        + R"(<OutputClaims><OutputClaim ClaimTypeReferenceId="b" PartnerClaimType="sub" /></OutputClaims>)"
          R"(<SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>)";
}

void measure_step(Store& store)
{
    std::string const xml = steps_xml();
    auto const compiled
        = need(policy::compile("B2C_1A_steps",
                   [&](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
                       return id == "B2C_1A_steps" ? std::optional(policy::SourceFile{ id, xml }) : builtin_source(id);
                   }),
            "cannot compile the steps");
    if (!compiled.plan)
        stop("the steps have errors: " + policy::text(compiled.diagnostics.front()));
    SystemClock const clock;
    SystemRandom random;
    HashPool hasher({ .threads = 1, .queue = 1 });
    journey::Services services{ store, hasher, clock, random };
    Tenant tenant;
    tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
    tenant.domain = kDomain;
    journey::Input input;
    input.action = journey::Action::Begin;
    double const spent = median_ms(51, [&] {
        journey::State state = journey::begin(*compiled.plan, tenant, {}, std::nullopt, clock, random);
        auto const step
            = need(journey::advance(compiled.plan, tenant, std::move(state), input, services), "a step failed");
        if (!std::holds_alternative<journey::Finished>(step.outcome))
            stop("the steps did not come to their end");
    });
    add_limit("a step without a page, 20 transformations", spent * 1000 / kSteps, 100, "us");
}

// --- Many policies ---------------------------------------------------------------------------------------------------

double own_resident_mb()
{
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmRSS:"))
            return std::stod(line.substr(6)) / 1024;
    return -1;
}

void measure_many(Store& store)
{
    Tenant tenant;
    tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
    tenant.domain = kDomain;
    need(store.transact([&](Ports& ports) -> Result<void> {
        TRY(ports.tenants.save(tenant));
        for (int i = 0; i < kManyPolicies; ++i) {
            policy::UserFlow flow;
            flow.name = "B2C_1_flow" + std::to_string(i);
            flow.mfa = policy::Mfa::Always;
            flow.claims = { "emails", "displayName", "objectId" };
            TRY(ports.policies.save(tenant.id,
                { PolicyId(flow.name), policy::leaf_xml(flow, kDomain), json::write(policy::to_json(flow)),
                    SystemClock().now() }));
        }
        return {};
    }),
        "cannot store the policies");
    Plans plans(store);
    double const before = own_resident_mb();
    double const begin = now_ms();
    need(plans.refresh(), "cannot load the policies");
    std::fprintf(stderr, "    %d policies compiled in %.1f s\n", kManyPolicies, (now_ms() - begin) / 1000);
    if (!plans.snapshot()->find_tenant(kDomain)->broken.empty())
        stop("some policies did not compile");
    add_limit("memory of a thousand policies with a second factor", own_resident_mb() - before, 500, "MB");
}

} // namespace

void measure_policies(Subject const& subject)
{
    SystemRandom random;
    auto const store = need(open_store({ .path = (subject.directory / "policies.db").string(),
                                           .master_key = crypto::SealingKey(std::string(32, 'k')) },
                                random),
        "cannot open a database");
    measure_compile();
    measure_step(*store);
    measure_many(*store);
}

} // namespace gatehouse::bench
