// How the built-in pages of a tenant look: its logo and its colours, for all languages or for one. B2C: company
// branding; directory.md §2.1. Pages of the tenant's own are not touched by it.
#pragma once

#include "core/audit/acting.h"
#include "core/ports/ports.h"
#include "libs/base/text.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

struct Picture {
    std::string content_type; // "image/png" or "image/jpeg"
    std::string bytes;

    bool operator==(Picture const&) const = default;
};

struct Branding {
    std::string accent = {}; // "#1f5fbf": buttons and links; "" ours
    std::string background = {}; // "#eef1f5": around the card; "" ours
    std::string logo_text = {}; // what the logo says, for those who do not see it; "" the tenant's name
    std::optional<Picture> logo = {};
    std::optional<Picture> background_picture = {};
    std::string digest = {}; // of all of it: a part of its addresses

    bool operator==(Branding const&) const = default;
};
// By language ("de", "pt-br") or kAnyLanguage.
using Brandings = CaseMap<std::shared_ptr<Branding const>>;
inline constexpr std::string_view kAnyLanguage = "default";

// PNG or JPEG, by its first bytes, of at most `kLargestPicture`. Fault::Invalid, to be shown.
inline constexpr size_t kLargestPicture = 150'000;
Result<Picture> read_picture(std::string_view bytes);

// Fault::Invalid says what is wrong and may be shown.
Result<void> check_branding(std::string const& language, Branding const& branding);

// What changes whenever any branding of the tenant does; cheap to ask for.
Result<std::string> branding_version(Ports& ports, TenantId const& tenant);
Result<Brandings> list_brandings(Ports& ports, TenantId const& tenant);
// Inserts or replaces; Fault::Invalid as check_branding.
Result<void> save_branding(
    Ports& ports, TenantId const& tenant, Acting const& acting, std::string const& language, Branding const& branding);
// False when there is none.
Result<bool> remove_branding(Ports& ports, TenantId const& tenant, Acting const& acting, std::string const& language);

// The one for a page in this language ("de-at"): of the language, of its first part, for all; null when there is none.
std::shared_ptr<Branding const> find_branding(Brandings const& brandings, std::string_view language);

// CSS after web/pages.css. Whatever the colours are, text stays readable: they are made darker or lighter until its
// contrast is 4.5 to 1 (WCAG 2.2, 1.4.3). `background_picture` is an address, "" for none.
std::string brand_sheet(Branding const& branding, std::string_view background_picture);

} // namespace gatehouse
