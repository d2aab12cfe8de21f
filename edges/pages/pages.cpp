#include "edges/pages/pages.h"

#include "edges/pages/layout.h"
#include "edges/pages/own_page.h"
#include "edges/pages/parts.h"

namespace gatehouse::pages {
namespace {

html::Safe content(Drawing const& drawing)
{
    switch (drawing.page.kind) {
    case PageKind::SignIn:
        return sign_in(drawing);
    case PageKind::SelfAsserted:
        return self_asserted(drawing);
    case PageKind::PhoneFactor:
        return phone_factor(drawing);
    case PageKind::ProviderSelection:
        break;
    }
    return provider_selection(drawing);
}

} // namespace

http::Response render_page(Page const& page, PageContext const& context)
{
    Drawing const drawing{ page, context };
    std::string title = drawing.text(
        "heading", drawing.text(page.kind == PageKind::SignIn ? "button_signin" : "form_heading", "Sign in"));
    PageField const* const captcha = find_captcha(page);
    Layout const layout{
        .status = 200,
        .language = page.language,
        .title = std::move(title),
        .brand = context.tenant_display_name,
        .brand_style = context.brand.style,
        .brand_logo = context.brand.logo,
        .brand_logo_text = context.brand.logo_text,
        .content = content(drawing),
        .script = page_data(drawing),
        .script_nonce = context.script_nonce,
        .framed_by = page.framed_by,
        .width = Layout::Width::Card,
        .enhancement
        = needs_passkey_script(page) ? Layout::Enhancement::PagesAndPasskeys : Layout::Enhancement::PagesScript,
        .captcha = captcha ? &*captcha->captcha : nullptr,
    };
    if (auto own = own_document(layout, page.own, context.templates))
        return std::move(*own);
    return document(layout);
}

} // namespace gatehouse::pages
