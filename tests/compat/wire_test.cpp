// Documents, answers and tokens as docs/compat.md has them, asked of the endpoints.
#include "core/tokens/issuer.h"
#include "edges/oidc/keys_test.h"
#include "tests/compat/page.h"

namespace gatehouse::compat {
namespace {

using namespace oidc;
using Names = std::set<std::string>;

constexpr char const* kOwnerFlow = "B2C_1_Owner";

// Everything that a tenant can switch on.
class CompatWire : public testing::Test, public World {
protected:
    CompatWire()
    {
        tenant.iss_in_answers = true;
        policy::UserFlow owner;
        owner.name = kOwnerFlow;
        owner.type = policy::FlowType::ResourceOwner;
        owner.claims = { "objectId" };
        write([&](Ports& ports) -> Result<void> {
            TRY(ports.tenants.save(tenant));
            return ports.policies.save(tenant.id,
                { PolicyId(owner.name), policy::leaf_xml(owner, kDomain), json::write(policy::to_json(owner)),
                    clock.now() });
        });
        change_flow([](policy::UserFlow& flow) { flow.mfa = policy::Mfa::OnRequest; });
        for (char const* id : { kWeb, kNative })
            change_app(id, [](Application& app) {
                app.dpop = Use::Allowed;
                app.implicit_id_token = app.implicit_token = true;
                app.front_channel_logout_uri = "https://web.example/out";
            });
    }
    json::Object document()
    {
        return json::parse_object(
            send(http::Method::Get,
                "/" + std::string(kDomain) + "/" + kPolicy + "/v2.0/.well-known/openid-configuration", {})
                .content())
            .value_or(json::Object());
    }
    static Names texts(json::Object const& object, std::string_view member)
    {
        Names names;
        if (json::Array const* list = object.array(member))
            for (json::Value const& value : *list)
                names.insert(*value.as_text());
        return names;
    }
    static void add(Names& names, json::Object const& object)
    {
        for (std::string const& name : member_names(object))
            names.insert(name);
    }
    static Names merged(Names left, Names const& right)
    {
        left.insert(right.begin(), right.end());
        return left;
    }
    crypto::SigningKey key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
};

TEST_F(CompatWire, TheMetadataHasTheFieldsOfThePage)
{
    Named const page = named_in("metadata");
    Names fields;
    add(fields, document());
    EXPECT_EQ(page.there, fields);
    EXPECT_EQ(page.absent, Names());
}

TEST_F(CompatWire, ResponseTypesAndModesAreThoseOfThePage)
{
    json::Object const metadata = document();
    Named const page = named_in("response types and modes");
    EXPECT_EQ(
        page.there, merged(texts(metadata, "response_types_supported"), texts(metadata, "response_modes_supported")));
    // And they are taken: what is not comes back as an error.
    for (std::string const& type : texts(metadata, "response_types_supported")) {
        sign_in(changed(web_request(),
            { { "response_type", type }, { "response_mode", type == "code" ? "query" : "fragment" },
                { "prompt", "login" } }));
        EXPECT_EQ(browser.answer("error"), "") << type << ": " << browser.answer("error_description");
    }
}

TEST_F(CompatWire, GrantsAreThoseOfThePage)
{
    auto const is_known = [&](std::string const& grant) {
        json::Object const body = token({ { "grant_type", grant }, { "client_id", kNative } }, {}, kOwnerFlow);
        return body.text("error") != "unsupported_grant_type";
    };
    Named const page = named_in("grants");
    EXPECT_GE(page.there.size(), 4U);
    for (std::string const& grant : page.there)
        EXPECT_TRUE(is_known(grant)) << grant;
    // Nor is any other grant that has a name.
    for (std::string const& grant : merged(page.absent,
             { "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:openid:params:grant-type:ciba",
                 "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
                 "urn:ietf:params:oauth:grant-type:saml2-bearer" }))
        EXPECT_FALSE(is_known(grant) && !page.there.contains(grant)) << grant;
}

TEST_F(CompatWire, AnswersHaveTheFieldsOfThePage)
{
    Names fields;
    for (std::string const& scope : { std::string("openid offline_access ") + kRead, std::string("openid") }) {
        Fields const redeemed
            = changed(redeem(code(changed(web_request(), { { "scope", scope } }))), { { "client_info", "1" } });
        add(fields, token(redeemed));
    }
    Named const page = named_in("token answer");
    EXPECT_EQ(page.there, fields);
    EXPECT_EQ(page.absent, Names());
}

TEST_F(CompatWire, TokensHaveTheProtocolClaimsOfThePage)
{
    Names seen;
    json::Object const body = token(redeem(code()), { { "DPoP", make_proof(key, clock.now()) } });
    add(seen, claims(*body.text("access_token")));
    add(seen, claims(*body.text("id_token")));
    sign_in(changed(web_request(), { { "response_type", "code id_token token" } }));
    add(seen, claims(browser.answer("id_token")));
    Named const page = named_in("claims");
    EXPECT_TRUE(page.there.contains("c_hash"));
    for (std::string const& name : page.there)
        EXPECT_TRUE(name == "sub" || is_protocol_claim(name)) << name;
    // Of the flow's own.
    for (char const* name : { "emails", "name", "given_name", "oid" })
        seen.erase(name);
    for (std::string const& name : seen)
        EXPECT_TRUE(page.there.contains(name)) << name;
    EXPECT_TRUE(seen.contains("cnf") && seen.contains("at_hash") && seen.contains("sid"));
}

} // namespace
} // namespace gatehouse::compat
