#include "core/applications/applications.h"

#include "libs/crypto/digest.h"

namespace gatehouse {

std::string_view name(AppKind kind)
{
    switch (kind) {
    case AppKind::Web:
        return "web";
    case AppKind::Spa:
        return "spa";
    case AppKind::Native:
        break;
    }
    return "native";
}

std::optional<AppKind> parse_app_kind(std::string_view text)
{
    for (AppKind const kind : { AppKind::Web, AppKind::Spa, AppKind::Native })
        if (name(kind) == text)
            return kind;
    return std::nullopt;
}

std::string service_principal(TenantId const& tenant, ClientId const& client)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string const digest = crypto::sha256("service principal\n" + tenant.text() + "\n" + client.text());
    std::string guid;
    for (size_t i = 0; i < 16; ++i) {
        auto byte = static_cast<unsigned char>(digest[i]);
        if (i == 6)
            byte = static_cast<unsigned char>(0x80 | (byte & 0x0f));
        if (i == 8)
            byte = static_cast<unsigned char>(0x80 | (byte & 0x3f));
        if (i == 4 || i == 6 || i == 8 || i == 10)
            guid.push_back('-');
        guid.push_back(kHex[byte >> 4]);
        guid.push_back(kHex[byte & 0x0f]);
    }
    return guid;
}

std::string_view name(Use use)
{
    return use == Use::Required ? "required" : use == Use::Allowed ? "allowed" : "off";
}

std::optional<Use> parse_use(std::string_view text)
{
    for (Use const use : { Use::Off, Use::Allowed, Use::Required })
        if (name(use) == text)
            return use;
    return std::nullopt;
}

} // namespace gatehouse
