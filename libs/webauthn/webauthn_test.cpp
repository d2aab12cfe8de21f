#include "libs/webauthn/webauthn.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/json/json.h"
#include "libs/testkit/authenticator.h"
#include "libs/webauthn/cbor.h"

#include <gtest/gtest.h>

namespace gatehouse::webauthn {
namespace {

using testkit::Authenticator;
using testkit::PasskeyLies;
using enum UserVerification;

RelyingParty const kParty{ .id = "login.example.test", .origin = "https://login.example.test" };

Authenticator honest()
{
    return Authenticator(kParty.id, kParty.origin);
}

Result<Credential, Flaw> registered(std::string const& json, UserVerification verification = Required)
{
    RegistrationAnswer const answer = TRY(read_registration(json));
    ClientData const client = TRY(check_client_data(answer.client_data, Ceremony::Create, kParty));
    return verify_registration(answer, client, kParty, verification);
}

Result<Assertion, Flaw> asserted(
    std::string const& json, Credential const& credential, UserVerification verification = Required)
{
    AssertionAnswer const answer = TRY(read_assertion(json));
    ClientData const client = TRY(check_client_data(answer.client_data, Ceremony::Get, kParty));
    return verify_assertion(answer, client, kParty, credential, verification);
}

std::string outcome(auto const& result)
{
    return result.has_value() ? "accepted" : std::string(name(result.error()));
}

TEST(WebAuthn, APasskeyIsMadeAndSignsIn)
{
    for (std::string_view const format : { "none", "packed" }) {
        Authenticator authenticator = honest();
        auto const credential
            = registered(authenticator.create("Y2hhbGxlbmdl", "ada", { .format = std::string(format) }));
        ASSERT_TRUE(credential.has_value()) << format << ": " << name(credential.error());
        EXPECT_EQ(credential->id, authenticator.credential_id());
        EXPECT_EQ(credential->type, KeyType::Es256);
        EXPECT_EQ(credential->public_key.size(), 64U);
        auto const assertion = asserted(authenticator.get("b3RoZXI"), *credential);
        ASSERT_TRUE(assertion.has_value()) << name(assertion.error());
        EXPECT_EQ(assertion->sign_count, 1U);
        EXPECT_TRUE(assertion->user_verified);
    }
}

TEST(WebAuthn, TheAnswerSaysWhichChallengeItIsFor)
{
    auto const answer = read_assertion(honest().get("b3RoZXI"));
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(check_client_data(answer->client_data, Ceremony::Get, kParty)->challenge, "b3RoZXI");
}

struct Case {
    std::string_view what;
    PasskeyLies lies;
    std::string_view outcome;
};

TEST(WebAuthn, ATamperedRegistrationIsRefused)
{
    Case const cases[] = {
        { "an assertion's type", { .type = "webauthn.get" }, "ceremony" },
        { "another origin", { .origin = "https://login.example.test.evil.example" }, "origin" },
        { "another scheme", { .origin = "http://login.example.test" }, "origin" },
        { "another port", { .origin = "https://login.example.test:8443" }, "origin" },
        { "a frame", { .cross_origin = true }, "cross_origin" },
        { "another host's hash", { .rp_id = "evil.example" }, "relying_party" },
        { "nobody there", { .flags = 0x04 }, "not_present" },
        { "nobody verified", { .flags = 0x01 }, "not_verified" },
        { "a copy of what cannot be copied", { .flags = 0x15 }, "malformed" },
        { "attestation that was not asked for", { .format = "tpm" }, "attestation" },
        { "a self-attestation by another key", { .format = "packed", .broken_signature = true }, "attestation" },
        { "bytes behind the key", { .trailing = "\x58\x20" }, "malformed" },
        { "an extension of endless length", { .trailing = "\xbf" }, "malformed" },
    };
    for (Case const& one : cases)
        EXPECT_EQ(outcome(registered(honest().create("Yw", "ada", one.lies))), one.outcome) << one.what;
}

// WebAuthn §8.7.
TEST(WebAuthn, AnAttestationOfNoneSaysNothing)
{
    auto whole = json::parse_object(honest().create("Yw", "ada"));
    ASSERT_TRUE(whole.has_value() && whole->object("response"));
    json::Object response = *whole->object("response");
    std::string object = base64url_decode(response.text("attestationObject").value_or("")).value_or("");
    size_t const statement = object.find("attStmt") + 7;
    ASSERT_EQ(object.substr(statement, 1), "\xa0");
    object.replace(statement, 1, "\xa1\x61x\x01");
    response.set("attestationObject", base64url_encode(object));
    whole->set("response", std::move(response));
    EXPECT_EQ(outcome(registered(json::write(*whole))), "attestation");
}

TEST(WebAuthn, ATamperedAssertionIsRefused)
{
    Authenticator authenticator = honest();
    auto const credential = registered(authenticator.create("Yw", "ada"));
    ASSERT_TRUE(credential.has_value());
    Case const cases[] = {
        { "a registration's type", { .type = "webauthn.create" }, "ceremony" },
        { "another origin", { .origin = "https://evil.example" }, "origin" },
        { "a frame", { .cross_origin = true }, "cross_origin" },
        { "another host's hash", { .rp_id = "evil.example" }, "relying_party" },
        { "nobody there", { .flags = 0x04 }, "not_present" },
        { "nobody verified", { .flags = 0x01 }, "not_verified" },
        { "a new key inside", { .flags = 0x45 }, "malformed" },
        { "a broken signature", { .broken_signature = true }, "signature" },
        { "bytes behind it", { .trailing = "x" }, "malformed" },
    };
    for (Case const& one : cases)
        EXPECT_EQ(outcome(asserted(authenticator.get("Yw", one.lies), *credential)), one.outcome) << one.what;
    EXPECT_EQ(outcome(asserted(authenticator.get("Yw", { .flags = 0x01 }), *credential, Preferred)), "accepted");
}

TEST(WebAuthn, AnotherKeysSignatureIsRefused)
{
    Authenticator ada = honest();
    Authenticator eve = honest();
    auto const credential = registered(ada.create("Yw", "ada"));
    ASSERT_TRUE(credential.has_value());
    EXPECT_EQ(outcome(asserted(eve.get("Yw"), *credential)), "signature");
}

TEST(WebAuthn, TheClientDataIsSigned)
{
    Authenticator authenticator = honest();
    auto const credential = registered(authenticator.create("Yw", "ada"));
    auto answer = read_assertion(authenticator.get("Yw"));
    ASSERT_TRUE(credential.has_value() && answer.has_value());
    std::string const other = replace_all(answer->client_data, "\"Yw\"", "\"ZA\"");
    ASSERT_NE(other, answer->client_data);
    auto const client = check_client_data(other, Ceremony::Get, kParty);
    ASSERT_TRUE(client.has_value());
    EXPECT_EQ(outcome(verify_assertion(*answer, *client, kParty, *credential, Required)), "signature");
}

TEST(WebAuthn, EveryCutAndEveryFlippedBitOfARegistrationIsRefused)
{
    auto answer = read_registration(honest().create("Yw", "ada", { .format = "packed" }));
    ASSERT_TRUE(answer.has_value());
    auto const client = check_client_data(answer->client_data, Ceremony::Create, kParty);
    std::string const whole = answer->attestation_object;
    for (size_t size = 0; size < whole.size(); ++size) {
        answer->attestation_object = whole.substr(0, size);
        EXPECT_EQ(outcome(verify_registration(*answer, *client, kParty, Required)), "malformed") << size;
    }
    for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
        answer->attestation_object = whole;
        answer->attestation_object[bit / 8] = static_cast<char>(whole[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(verify_registration(*answer, *client, kParty, Required).has_value()) << bit;
    }
}

TEST(WebAuthn, AnswersThatAreNoneAreMalformed)
{
    for (std::string const text : { "", "{}", "[]", R"({"type":"public-key","rawId":"YQ"})",
             R"({"type":"password","rawId":"YQ","response":{}})", R"({"type":"public-key","rawId":"a+","response":{}})",
             R"({"type":"public-key","rawId":"YQ","response":{"clientDataJSON":"YQ"}})" }) {
        EXPECT_EQ(outcome(read_registration(text)), "malformed") << text;
        EXPECT_EQ(outcome(read_assertion(text)), "malformed") << text;
    }
    EXPECT_EQ(outcome(read_assertion(std::string(20000, ' '))), "malformed");
    EXPECT_EQ(outcome(check_client_data("x", Ceremony::Get, kParty)), "malformed");
}

TEST(WebAuthn, ARelyingPartyHasAName)
{
    EXPECT_EQ(relying_party("https://login.contoso.com:8443")->id, "login.contoso.com");
    EXPECT_EQ(relying_party("http://localhost:8400")->id, "localhost");
    EXPECT_FALSE(relying_party("http://127.0.0.1:8400"));
    EXPECT_FALSE(relying_party("http://[::1]:8400"));
    EXPECT_FALSE(relying_party("login.contoso.com"));
    EXPECT_FALSE(relying_party(""));
}

TEST(Cbor, LengthsMustBeThere)
{
    using namespace std::string_view_literals;
    EXPECT_EQ(cbor_length("\x01"sv), 1U);
    EXPECT_EQ(cbor_length("\x82\x01\x02\x03"sv), 3U);
    EXPECT_EQ(cbor_length("\xa1\x61"
                          "a\x44"
                          "abcd"sv),
        8U);
    for (std::string_view const bytes : { ""sv, "\x18"sv,
             "\x42"
             "a"sv,
             "\x82\x01"sv, "\xa1\x01"sv, "\x9f\xff"sv, "\x5f\xff"sv, "\x1c"sv, "\xc0\x01"sv,
             "\x9b\xff\xff\xff\xff\xff\xff\xff\xff"sv, "\xbb\xff\xff\xff\xff\xff\xff\xff\xff"sv,
             "\x5b\xff\xff\xff\xff\xff\xff\xff\xff"sv })
        EXPECT_FALSE(cbor_length(bytes)) << hex_encode(bytes);
    EXPECT_TRUE(cbor_length(std::string(8, '\x81') + "\x01"));
    EXPECT_FALSE(cbor_length(std::string(9, '\x81') + "\x01"));
}

} // namespace
} // namespace gatehouse::webauthn
