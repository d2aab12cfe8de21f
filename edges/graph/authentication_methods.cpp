#include "edges/graph/authentication_methods.h"

#include "core/directory/identity.h"
#include "core/directory/passkeys.h"
#include "core/people/manage.h"
#include "edges/graph/small_list.h"
#include "edges/graph/user_shape.h"
#include "edges/graph/users.h"
#include "edges/graph/work.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/phone/phone.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

// A method of which a person has one, under an id that is the same for everybody.
struct OneMethod {
    std::string_view id;
    std::string_view type; // of a phone
    std::string_view attribute;
};
constexpr auto kPhones = std::to_array<OneMethod>({
    { "3179e48a-750b-4051-897c-87b9720928f7", "mobile", "strongAuthenticationPhoneNumber" },
    { "b6332ec1-7057-4abe-9331-3d72feddfe41", "alternateMobile", "strongAuthenticationAlternativePhoneNumber" },
});
constexpr OneMethod kMobile = kPhones[0];
constexpr OneMethod kAlternate = kPhones[1];
constexpr OneMethod kEmail{ "3ddfcfc8-9383-446f-83cc-3ab9be4be18f", "", "strongAuthenticationEmailAddress" };
constexpr std::string_view kPasswordId = "28c10230-6103-485e-b985-444c60001490";

std::string attribute_of(User const& user, OneMethod const& method)
{
    return attribute_text(user, method.attribute);
}

Answer<User> look_at_user(Graph& graph, Caller const& caller, http::Request const& request)
{
    return look<User>(graph, [&](Ports& ports) { return named_user(ports, caller, request); });
}

std::string path_of(User const& user, std::string_view methods)
{
    return "users('" + user.id.text() + "')/authentication/" + std::string(methods);
}

// "+1 2065551234", as Graph writes numbers; they are kept without the space.
std::string shown_number(std::string const& number)
{
    auto const parts = phone::parse(number);
    return parts ? parts->code + " " + parts->national : number;
}

json::Object show_phone(User const& user, OneMethod const& phone)
{
    return { { "id", std::string(phone.id) }, { "phoneNumber", shown_number(attribute_of(user, phone)) },
        { "phoneType", std::string(phone.type) }, { "smsSignInState", "notConfigured" } };
}

json::Object show_email(User const& user)
{
    return { { "id", std::string(kEmail.id) }, { "emailAddress", attribute_of(user, kEmail) } };
}

std::string oath_id(User const& user)
{
    return user.id.text();
}

json::Object show_oath(User const& user)
{
    return { { "id", oath_id(user) }, { "secretKey", nullptr } };
}

std::string passkey_id(Passkey const& passkey)
{
    return base64url_encode(passkey.id);
}

json::Object show_passkey(Passkey const& passkey)
{
    return { { "id", passkey_id(passkey) }, { "displayName", passkey.name },
        { "createdDateTime", rfc3339(passkey.created) }, { "aaGuid", nullptr }, { "model", nullptr } };
}

json::Object show_password()
{
    return { { "id", std::string(kPasswordId) }, { "password", nullptr } };
}

Answer<std::string> read_number(json::Object const& body)
{
    auto const number = phone::parse(body.text("phoneNumber").value_or(""));
    if (!number)
        return std::unexpected(
            invalid_value("phoneNumber", "A number begins with + and the country's code, like +1 2065551234."));
    return number->e164;
}

Answer<OneMethod> named_phone(http::Request const& request)
{
    std::string const id = request.path_value("method");
    auto const found
        = std::ranges::find_if(kPhones, [&](OneMethod const& one) { return equals_ignoring_case(one.id, id); });
    if (found == kPhones.end())
        return std::unexpected(not_found(id));
    return *found;
}

Answer<std::string> read_address(json::Object const& body)
{
    std::string const address(trim(body.text("emailAddress").value_or("")));
    if (!is_email_address(address))
        return std::unexpected(invalid_value("emailAddress", "It is an address like ann@example.org."));
    return address;
}

// What an administrator changes of a person's factors, with its line in the audit.
struct FactorChange {
    AuditKind kind;
    std::string_view factor; // "phone"
    std::function<Answer<void>(User&)> apply;
};

Answer<User> change(Graph& graph, Caller const& caller, http::Request const& request, FactorChange const& change)
{
    return write<User>(graph, [&](Ports& ports) -> Answer<User> {
        User user = TRY(named_user(ports, caller, request));
        TRY(check_reach(ports, caller, user));
        TRY(change.apply(user));
        TRY(ports.users.update(caller.tenant.id, user));
        TRY(record(ports, graph, caller, request, change.kind, user.id,
            { { "by", "directory API" }, { "factor", std::string(change.factor) } }));
        return user;
    });
}

// Sets what the method is kept in; `fresh` when there must be none yet.
Answer<User> set(Graph& graph, Caller const& caller, http::Request const& request, OneMethod const& method,
    std::string const& value, bool fresh)
{
    std::string_view const factor = method.id == kEmail.id ? "email" : "phone";
    return change(graph, caller, request,
        { AuditKind::FactorEnrolled, factor, [&](User& user) -> Answer<void> {
             bool const is_there = !attribute_of(user, method).empty();
             if (fresh && is_there)
                 return std::unexpected(bad_request("There is such a method already; change it with PATCH."));
             if (!fresh && !is_there)
                 return std::unexpected(not_found(std::string(method.id)));
             if (method.id == kAlternate.id && attribute_of(user, kMobile).empty())
                 return std::unexpected(bad_request("An alternate mobile phone needs a mobile phone."));
             user.attributes[std::string(method.attribute)] = value;
             return {};
         } });
}

Answer<http::Response> take_away(
    Graph& graph, Caller const& caller, http::Request const& request, OneMethod const& method)
{
    std::string_view const factor = method.id == kEmail.id ? "email" : "phone";
    TRY(change(graph, caller, request, { AuditKind::FactorRemoved, factor, [&](User& user) -> Answer<void> {
                                            if (attribute_of(user, method).empty())
                                                return std::unexpected(not_found(std::string(method.id)));
                                            if (method.id == kMobile.id && !attribute_of(user, kAlternate).empty())
                                                return std::unexpected(bad_request(
                                                    "Remove the alternate mobile phone before the mobile phone."));
                                            user.attributes.erase(std::string(method.attribute));
                                            return {};
                                        } }));
    return no_content();
}

Answer<std::vector<Passkey>> passkeys_of(Ports& ports, Caller const& caller, User const& user)
{
    return TRY(ports.passkeys.list(caller.tenant.id, user.id));
}

Answer<void> expect(http::Request const& request, bool is_there)
{
    if (is_there)
        return {};
    return std::unexpected(not_found(request.path_value("method")));
}

// What somebody has of one kind of methods.
struct Methods {
    std::string_view segment; // "phoneMethods"
    std::string_view type; // "phoneAuthenticationMethod"
    std::vector<json::Object> (*show)(User const& user, std::vector<Passkey> const& passkeys);
};
constexpr Methods kPasswords{ "passwordMethods", "passwordAuthenticationMethod", [](User const& user, auto const&) {
                                 return user.password_hash.empty() ? std::vector<json::Object>()
                                                                   : std::vector{ show_password() };
                             } };
constexpr Methods kPhoneMethods{ "phoneMethods", "phoneAuthenticationMethod", [](User const& user, auto const&) {
                                    std::vector<json::Object> all;
                                    for (OneMethod const& phone : kPhones)
                                        if (!attribute_of(user, phone).empty())
                                            all.push_back(show_phone(user, phone));
                                    return all;
                                } };
constexpr Methods kEmails{ "emailMethods", "emailAuthenticationMethod", [](User const& user, auto const&) {
                              return attribute_of(user, kEmail).empty() ? std::vector<json::Object>()
                                                                        : std::vector{ show_email(user) };
                          } };
constexpr Methods kOath{ "softwareOathMethods", "softwareOathAuthenticationMethod", [](User const& user, auto const&) {
                            return user.totp_secret.empty() ? std::vector<json::Object>()
                                                            : std::vector{ show_oath(user) };
                        } };
constexpr Methods kFido2{ "fido2Methods", "fido2AuthenticationMethod",
    [](User const&, std::vector<Passkey> const& passkeys) {
        std::vector<json::Object> all;
        for (Passkey const& one : passkeys)
            all.push_back(show_passkey(one));
        return all;
    } };

struct Factors {
    User user;
    std::vector<Passkey> passkeys;
};

Answer<Factors> look_at_factors(Graph& graph, Caller const& caller, http::Request const& request)
{
    return look<Factors>(graph, [&](Ports& ports) -> Answer<Factors> {
        User user = TRY(named_user(ports, caller, request));
        auto passkeys = TRY(passkeys_of(ports, caller, user));
        return Factors{ std::move(user), std::move(passkeys) };
    });
}

// Of all kinds, each with its type.
std::vector<json::Object> show_all(Factors const& factors)
{
    std::vector<json::Object> all;
    for (Methods const& methods : { kPasswords, kPhoneMethods, kEmails, kOath, kFido2 })
        for (json::Object const& one : methods.show(factors.user, factors.passkeys)) {
            json::Object typed{ { "@odata.type", "#microsoft.graph." + std::string(methods.type) } };
            for (json::Member const& member : one.members())
                typed.set(member.name, member.value);
            all.push_back(std::move(typed));
        }
    return all;
}

SmallList list_of(User const& user, std::string_view segment, std::vector<json::Object> items)
{
    return { .set = path_of(user, segment),
        .type = "AuthenticationMethod",
        .items = std::move(items),
        .texts = { "id" },
        .order = SmallList::Order::Given };
}

Answer<http::Response> list(Graph& graph, Caller const& caller, http::Request const& request, Methods const& methods)
{
    Factors const factors = TRY(look_at_factors(graph, caller, request));
    return answer_list(
        graph, caller, request, list_of(factors.user, methods.segment, methods.show(factors.user, factors.passkeys)));
}

// The one in the address.
Answer<http::Response> find(
    http::Request const& request, User const& user, std::string_view segment, std::vector<json::Object> const& items)
{
    std::string const id = request.path_value("method");
    auto const found = std::ranges::find(items, id, [](json::Object const& one) { return one.text("id"); });
    if (found == items.end())
        return std::unexpected(not_found(id));
    return answer_one(request, 200, path_of(user, segment), *found);
}

Answer<http::Response> get(Graph& graph, Caller const& caller, http::Request const& request, Methods const& methods)
{
    Factors const factors = TRY(look_at_factors(graph, caller, request));
    return find(request, factors.user, methods.segment, methods.show(factors.user, factors.passkeys));
}

} // namespace

Answer<http::Response> list_methods(Graph& graph, Caller const& caller, http::Request const& request)
{
    Factors const factors = TRY(look_at_factors(graph, caller, request));
    return answer_list(graph, caller, request, list_of(factors.user, "methods", show_all(factors)));
}

Answer<http::Response> get_method(Graph& graph, Caller const& caller, http::Request const& request)
{
    Factors const factors = TRY(look_at_factors(graph, caller, request));
    return find(request, factors.user, "methods", show_all(factors));
}

Answer<http::Response> list_phones(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list(graph, caller, request, kPhoneMethods);
}

Answer<http::Response> add_phone(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    std::string const number = TRY(read_number(body));
    std::string const type = body.text("phoneType").value_or("");
    auto const found
        = std::ranges::find_if(kPhones, [&](OneMethod const& one) { return equals_ignoring_case(one.type, type); });
    if (found == kPhones.end())
        return std::unexpected(invalid_value("phoneType", "It is mobile or alternateMobile."));
    User const user = TRY(set(graph, caller, request, *found, number, true));
    return json_response(201, with_context(request, path_of(user, "phoneMethods/$entity"), show_phone(user, *found)));
}

Answer<http::Response> get_phone(Graph& graph, Caller const& caller, http::Request const& request)
{
    return get(graph, caller, request, kPhoneMethods);
}

Answer<http::Response> change_phone(Graph& graph, Caller const& caller, http::Request const& request)
{
    OneMethod const phone = TRY(named_phone(request));
    json::Object const body = TRY(read_body(request));
    std::string const number = TRY(read_number(body));
    if (auto const type = body.text("phoneType"); type && !equals_ignoring_case(*type, phone.type))
        return std::unexpected(invalid_value("phoneType", "It cannot be changed."));
    User const user = TRY(set(graph, caller, request, phone, number, false));
    return json_response(200, with_context(request, path_of(user, "phoneMethods/$entity"), show_phone(user, phone)));
}

Answer<http::Response> remove_phone(Graph& graph, Caller const& caller, http::Request const& request)
{
    OneMethod const phone = TRY(named_phone(request));
    return take_away(graph, caller, request, phone);
}

Answer<http::Response> list_emails(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list(graph, caller, request, kEmails);
}

Answer<http::Response> add_email(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    std::string const address = TRY(read_address(body));
    User const user = TRY(set(graph, caller, request, kEmail, address, true));
    return json_response(201, with_context(request, path_of(user, "emailMethods/$entity"), show_email(user)));
}

Answer<http::Response> get_email(Graph& graph, Caller const& caller, http::Request const& request)
{
    return get(graph, caller, request, kEmails);
}

Answer<http::Response> change_email(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(expect(request, request.path_value("method") == kEmail.id));
    json::Object const body = TRY(read_body(request));
    std::string const address = TRY(read_address(body));
    User const user = TRY(set(graph, caller, request, kEmail, address, false));
    return json_response(200, with_context(request, path_of(user, "emailMethods/$entity"), show_email(user)));
}

Answer<http::Response> remove_email(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(expect(request, request.path_value("method") == kEmail.id));
    return take_away(graph, caller, request, kEmail);
}

Answer<http::Response> list_oath(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list(graph, caller, request, kOath);
}

Answer<http::Response> get_oath(Graph& graph, Caller const& caller, http::Request const& request)
{
    return get(graph, caller, request, kOath);
}

Answer<http::Response> remove_oath(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(change(graph, caller, request,
        { AuditKind::FactorRemoved, "authenticator", [&](User& user) -> Answer<void> {
             TRY(expect(request, !user.totp_secret.empty() && request.path_value("method") == oath_id(user)));
             user.totp_secret.clear();
             user.totp_last_step = 0;
             return {};
         } }));
    return no_content();
}

Answer<http::Response> list_fido2(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list(graph, caller, request, kFido2);
}

Answer<http::Response> get_fido2(Graph& graph, Caller const& caller, http::Request const& request)
{
    return get(graph, caller, request, kFido2);
}

Answer<http::Response> remove_fido2(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        User const user = TRY(named_user(ports, caller, request));
        TRY(check_reach(ports, caller, user));
        auto const all = TRY(passkeys_of(ports, caller, user));
        auto const found = std::ranges::find(all, request.path_value("method"), passkey_id);
        TRY(expect(request, found != all.end()));
        TRY(ports.passkeys.remove(caller.tenant.id, user.id, found->id));
        TRY(record(ports, graph, caller, request, AuditKind::FactorRemoved, user.id,
            { { "by", "directory API" }, { "factor", "passkey" } }));
        return {};
    }));
    return no_content();
}

Answer<http::Response> show_operation(Graph& graph, Caller const& caller, http::Request const& request)
{
    User const user = TRY(look_at_user(graph, caller, request));
    return answer_one(request, 200, path_of(user, "operations"),
        { { "id", request.path_value("operation") }, { "status", "succeeded" }, { "statusDetail", nullptr } });
}

Answer<http::Response> list_password_methods(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list(graph, caller, request, kPasswords);
}

Answer<http::Response> get_password_method(Graph& graph, Caller const& caller, http::Request const& request)
{
    return get(graph, caller, request, kPasswords);
}

} // namespace gatehouse::graph
