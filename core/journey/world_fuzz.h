// What the fuzzers of the engine stand in: the built-in sign-in flow with a second factor, and nobody in the directory.
#pragma once

#include "core/journey/advance.h"
#include "core/policy/compile.h"
#include "core/policy/user_flow.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <fstream>
#include <iterator>

namespace gatehouse::journey {

// A password that is asked about is nobody's.
class NoHasher final : public PasswordHasher {
public:
    Result<std::string> hash(Password const&, crypto::HashCost) override { return std::string("$none$"); }
    Result<crypto::PasswordCheck> check(Password const&, std::string const&, crypto::HashCost) override
    {
        return crypto::PasswordCheck{};
    }
};

class FuzzWorld {
public:
    FuzzWorld()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
        , services{ *store, hasher, clock, random }
        , plan(compile())
    {
        tenant.id = TenantId("11111111-2222-4333-8444-555555555555");
        tenant.domain = "insurance.onmicrosoft.com";
        check(store->transact([&](Ports& ports) { return ports.tenants.save(tenant); }).has_value(), "no tenant");
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    NoHasher hasher;
    Services services;
    Tenant tenant;
    policy::SharedPlan plan;

private:
    static policy::SharedPlan compile()
    {
        policy::UserFlow flow;
        flow.name = "B2C_1_fuzz";
        flow.collect = { "displayName", "city" };
        flow.claims = { "emails", "displayName", "objectId" };
        flow.mfa = policy::Mfa::Always;
        flow.mfa_methods = { policy::MfaMethod::Sms, policy::MfaMethod::Email, policy::MfaMethod::AuthenticatorApp };
        std::string const leaf = policy::leaf_xml(flow, "insurance.onmicrosoft.com");
        auto const compiled
            = policy::compile(flow.name, [&](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
                  if (equals_ignoring_case(id, flow.name))
                      return policy::SourceFile{ "leaf.xml", leaf };
                  std::string const file
                      = id == policy::kCatalogue ? "policies/builtin/strings.xml" : "policies/builtin/base.xml";
                  std::ifstream in(file, std::ios::binary);
                  return policy::SourceFile{ file, std::string(std::istreambuf_iterator<char>(in), {}) };
              });
        check(compiled.has_value() && compiled->plan, "the built-in flow does not compile: run this in the top folder");
        return compiled->plan;
    }
};

} // namespace gatehouse::journey
