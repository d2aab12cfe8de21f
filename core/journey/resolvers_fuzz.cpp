// attack-75: whatever a request says, a resolver yields it as it is, once, and in an address it stays in its place.
#include "core/journey/claims.h"
#include "core/journey/world_fuzz.h"

#include <cstddef>
#include <cstdint>

namespace gatehouse::journey {
namespace {

policy::Template resolver(std::string group, std::string name)
{
    policy::Template text;
    text.parts.push_back({ .literal = "", .group = std::move(group), .name = std::move(name) });
    return text;
}

void run(FuzzWorld& world, std::string const& value)
{
    Request request;
    request.parameters.add("x", value);
    request.login_hint = request.domain_hint = request.nonce = request.ui_locales = value;
    request.acr_values = request.accept_language = request.host = value;
    Input input;
    input.address = value;
    State state = begin(*world.plan, world.tenant, request, std::nullopt, world.clock, world.random);
    Run const run{ *world.plan, world.tenant, std::move(state), input, world.services, world.clock.now() };

    for (auto const& [group, name] : { std::pair("OAUTH-KV", "x"), std::pair("OIDC", "LoginHint"),
             std::pair("OIDC", "DomainHint"), std::pair("OIDC", "Nonce") })
        check(expand(run, resolver(group, name)) == value, "a resolver changed what the request said");
    for (char const* name : { "LanguageName", "LCID", "RegionName", "RFC5646" })
        static_cast<void>(expand(run, resolver("Culture", name)));
    for (char const* name : { "HostName", "IPAddress", "KMSI", "CorrelationId" })
        static_cast<void>(expand(run, resolver("Context", name)));

    policy::Template address = resolver("OAUTH-KV", "x");
    address.parts.insert(address.parts.begin(), { .literal = "https://api.example/a/", .group = "", .name = "" });
    std::string const text = expand_address(run, address);
    auto const parsed = url::parse(text);
    check(parsed.has_value() && parsed->host == "api.example", "a value moved the address to another host");
    check(text.find_first_of("?#\r\n", 23) == std::string::npos && text.find('/', 23) == std::string::npos,
        "a value left its place in the address");
}

} // namespace
} // namespace gatehouse::journey

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    static gatehouse::journey::FuzzWorld world;
    gatehouse::journey::run(world, std::string(reinterpret_cast<char const*>(data), size));
    return 0;
}
