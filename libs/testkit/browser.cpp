#include "libs/testkit/browser.h"

#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::testkit {
namespace {

constexpr int kMostRedirects = 10;

std::string unescape(std::string text)
{
    constexpr std::pair<std::string_view, std::string_view> kEntities[]
        = { { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&amp;", "&" } };
    for (auto const& [entity, character] : kEntities)
        text = replace_all(std::move(text), entity, character);
    return text;
}

// The tag that begins at `at`, without its brackets.
std::string_view tag_at(std::string_view html, size_t at)
{
    size_t const end = html.find('>', at);
    return end == std::string_view::npos ? std::string_view() : html.substr(at + 1, end - at - 1);
}

bool has_flag(std::string_view tag, std::string_view name)
{
    std::string const flag = " " + std::string(name);
    return tag.ends_with(flag) || tag.find(flag + " ") != std::string_view::npos;
}

void read_input(std::string_view tag, HtmlForm& form)
{
    auto const name = attribute(tag, "name");
    if (!name)
        return;
    std::string const type = attribute(tag, "type").value_or("text");
    if ((type == "radio" || type == "checkbox") && !has_flag(tag, "checked"))
        return;
    form.fields.add(*name, attribute(tag, "value").value_or(""));
}

// The option that is selected, or the first.
void read_select(std::string_view tag, std::string_view inside, HtmlForm& form)
{
    auto const name = attribute(tag, "name");
    if (!name)
        return;
    std::optional<std::string> value;
    for (size_t at = inside.find("<option"); at != std::string_view::npos; at = inside.find("<option", at + 1)) {
        std::string_view const option = tag_at(inside, at);
        if (!value || has_flag(option, "selected"))
            value = attribute(option, "value").value_or("");
    }
    form.fields.add(*name, value.value_or(""));
}

std::optional<std::string> tag_with_id(std::string_view html, std::string_view id, size_t* end = nullptr)
{
    size_t const at = html.find(" id=\"" + std::string(id) + "\"");
    if (at == std::string_view::npos)
        return std::nullopt;
    size_t const open = html.rfind('<', at);
    std::string_view const tag = tag_at(html, open);
    if (end)
        *end = open + tag.size() + 2;
    return std::string(tag);
}

} // namespace

std::string between(std::string_view text, std::string_view before, std::string_view after)
{
    size_t const at = text.find(before);
    if (at == std::string_view::npos)
        return {};
    size_t const start = at + before.size();
    return std::string(text.substr(start, text.find(after, start) - start));
}

std::optional<std::string> attribute(std::string_view tag, std::string_view name)
{
    std::string const start = " " + std::string(name) + "=\"";
    if (tag.find(start) == std::string_view::npos)
        return std::nullopt;
    return unescape(between(tag, start, "\""));
}

std::optional<HtmlForm> first_form(std::string_view html)
{
    size_t const start = html.find("<form");
    if (start == std::string_view::npos)
        return std::nullopt;
    std::string_view const inside = html.substr(start, html.find("</form>", start) - start);
    HtmlForm form;
    form.action = attribute(tag_at(inside, 0), "action").value_or("");
    for (size_t at = inside.find('<', 1); at != std::string_view::npos; at = inside.find('<', at + 1)) {
        std::string_view const tag = tag_at(inside, at);
        if (tag.starts_with("input"))
            read_input(tag, form);
        else if (tag.starts_with("select"))
            read_select(tag, inside.substr(at, inside.find("</select>", at) - at), form);
        else if (tag.starts_with("button"))
            form.buttons.emplace_back(attribute(tag, "name").value_or(""), attribute(tag, "value").value_or(""));
    }
    return form;
}

std::optional<std::string> text_of(std::string_view html, std::string_view id)
{
    size_t start = 0;
    auto const tag = tag_with_id(html, id, &start);
    if (!tag)
        return std::nullopt;
    std::string const name(tag->substr(0, tag->find(' ')));
    std::string_view const inside = html.substr(start, html.find("</" + name + ">", start) - start);
    std::string text;
    bool in_tag = false;
    for (char const c : inside) {
        if (c == '<' || c == '>')
            in_tag = c == '<';
        else if (!in_tag)
            text += c;
    }
    return unescape(std::string(trim(text)));
}

bool Browser::has_element(std::string_view id) const
{
    return tag_with_id(html(), id).has_value();
}

std::string Browser::answer(std::string_view name) const
{
    return answer_.get(name);
}

http::Response const& Browser::get(std::string const& address)
{
    return open(http::Method::Get, address, "");
}

http::Response const& Browser::post(std::string const& address, url::Form const& form)
{
    return open(http::Method::Post, address, url::build_form(form));
}

http::Response const& Browser::press(std::string const& button, Pairs const& values)
{
    auto form = first_form(html());
    if (!form) {
        page = http::text_response(599, "the page has no form to fill in");
        return page;
    }
    for (auto const& [name, value] : values)
        form->fields.set(name, value);
    auto const own = std::ranges::find(form->buttons, button, &std::pair<std::string, std::string>::second);
    if (!button.empty())
        form->fields.set(own == form->buttons.end() || own->first.empty() ? "request" : own->first, button);
    std::string const action = form->action;
    url::Form const sent = form->fields;
    post(action, sent);
    if (is_away() && away == action)
        answer_ = sent;
    return page;
}

http::Response const& Browser::follow(std::string const& id)
{
    auto const tag = tag_with_id(html(), id);
    auto const address = tag ? attribute(*tag, "href") : std::nullopt;
    if (!address) {
        page = http::text_response(599, "the page has no link '" + id + "'");
        return page;
    }
    return get(*address);
}

http::Response const& Browser::open(http::Method method, std::string address, std::string body)
{
    away.clear();
    answer_ = {};
    for (int redirects = 0; redirects < kMostRedirects; ++redirects) {
        if (address.starts_with(origin_))
            address.erase(0, origin_.size());
        if (!address.starts_with('/')) {
            away = address;
            size_t const mark = address.find_first_of("?#");
            if (mark != std::string::npos)
                answer_ = url::parse_form(address.substr(mark + 1)).value_or(url::Form());
            return page;
        }
        page = send(method, address, body);
        keep_cookies(page);
        if (redirects == 0)
            last = page;
        std::string const next = page.headers.get("Location");
        if (next.empty())
            return page;
        address = next;
        method = http::Method::Get;
        body.clear();
    }
    page = http::text_response(599, "redirects without end");
    return page;
}

http::Response Browser::send(http::Method method, std::string const& target, std::string const& body)
{
    http::Request request;
    request.method = method;
    request.target = target;
    size_t const mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos)
        request.query_text = target.substr(mark + 1);
    request.body = body;
    request.peer = peer;
    request.tls = tls;
    std::string const number = std::to_string(++requests_);
    request.correlation_id = "00000000-0000-4000-8000-" + std::string(12 - number.size(), '0') + number;
    request.headers.set("Host", origin_.substr(origin_.find("//") + 2));
    if (method == http::Method::Post)
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    std::string sent;
    for (auto const& [name, value] : cookies)
        sent += (sent.empty() ? "" : "; ") + name + "=" + value;
    if (!sent.empty())
        request.headers.set("Cookie", sent);
    for (auto const& [name, value] : fields.fields())
        request.headers.set(name, value);
    return router_.handle(std::move(request));
}

void Browser::keep_cookies(http::Response const& response)
{
    for (auto const& [name, value] : response.headers.fields()) {
        if (!equals_ignoring_case(name, "Set-Cookie"))
            continue;
        std::string const cookie = value.substr(0, value.find('='));
        std::string const content = value.substr(cookie.size() + 1, value.find(';') - cookie.size() - 1);
        if (content.empty() || value.find("Max-Age=0") != std::string::npos)
            cookies.erase(cookie);
        else
            cookies[cookie] = content;
    }
}

} // namespace gatehouse::testkit
