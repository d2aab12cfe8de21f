#include "apps/author/page_text.h"

#include "libs/base/text.h"
#include "libs/testkit/browser.h"

#include <algorithm>
#include <array>
#include <map>

namespace gatehouse::author {
namespace {

constexpr auto kVoid = std::to_array<std::string_view>({ "br", "hr", "img", "input", "link", "meta" });
constexpr std::string_view kCancel = "cancel";
// Their text goes on in the line that they stand in.
constexpr auto kInline = std::to_array<std::string_view>({ "b", "code", "em", "i", "span", "strong" });

bool has_word(std::string_view tag, std::string_view word)
{
    std::string const wanted = " " + std::string(word);
    return tag.ends_with(wanted) || tag.find(wanted + " ") != std::string_view::npos;
}

std::string attribute(std::string_view tag, std::string_view name)
{
    return testkit::attribute(tag, name).value_or("");
}

std::string plain(std::string_view text)
{
    std::string out = join(split_words(replace_all(replace_all(std::string(text), "\n", " "), "\r", " ")), " ");
    for (auto const& [entity, character] : std::map<std::string_view, std::string_view>{
             { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" } })
        out = replace_all(std::move(out), entity, character);
    return replace_all(std::move(out), "&amp;", "&");
}

class Scanner {
public:
    PageText read(std::string_view html)
    {
        size_t at = 0;
        while (at < html.size()) {
            size_t const open = html.find('<', at);
            add(html.substr(at, open - at));
            if (open == std::string_view::npos)
                break;
            size_t const end = html.find('>', open);
            if (end == std::string_view::npos)
                break;
            at = tag(html.substr(open + 1, end - open - 1)) ? html.find("</", end) : end + 1;
        }
        finish();
        return std::move(page_);
    }

private:
    // What becomes of the text inside an element.
    enum class Role { Line, Inline, Hidden, Title, Error, Label, Choice, Option, Button, Link };
    struct Open {
        std::string name;
        std::string tag;
        Role role = Role::Line;
        std::string text = {};
    };

    static Role role_of(std::string_view name, std::string_view tag)
    {
        std::string const classes = " " + attribute(tag, "class") + " ";
        if (name == "script" || name == "style" || name == "svg" || name == "head" || has_word(tag, "hidden")
            || attribute(tag, "aria-hidden") == "true")
            return Role::Hidden;
        if (name == "h1")
            return Role::Title;
        if (classes.find(" error ") != std::string::npos)
            return Role::Error;
        if (name == "label")
            return classes.find(" choice ") != std::string::npos ? Role::Choice : Role::Label;
        if (name == "option")
            return Role::Option;
        if (name == "button")
            return Role::Button;
        if (name == "a" && !attribute(tag, "id").empty())
            return Role::Link;
        return std::ranges::find(kInline, name) != kInline.end() ? Role::Inline : Role::Line;
    }

    void add(std::string_view text)
    {
        if (hidden_ == 0)
            (open_.empty() ? rest_ : open_.back().text) += text;
    }

    // True for a script, whose text has no tags.
    bool tag(std::string_view tag)
    {
        std::string_view const name = tag.substr(0, tag.find_first_of(" \n/", 1));
        if (tag.starts_with('!'))
            return false;
        if (tag.starts_with('/')) {
            close(tag.substr(1));
            return false;
        }
        if (std::ranges::find(kVoid, name) != kVoid.end()) {
            if (name == "input" && hidden_ == 0)
                input(tag);
            return false;
        }
        Role const role = role_of(name, tag);
        if (role == Role::Line)
            break_line();
        hidden_ += role == Role::Hidden;
        open_.push_back({ std::string(name), std::string(tag), role });
        if (name == "select" && hidden_ == 0)
            entry(attribute(tag, "name"), PageEntry::Kind::One);
        return name == "script" || name == "style";
    }

    void close(std::string_view name)
    {
        if (std::ranges::none_of(open_, [&](Open const& item) { return item.name == name; }))
            return;
        while (open_.back().name != name)
            pop();
        pop();
    }

    void pop()
    {
        Open const done = std::move(open_.back());
        open_.pop_back();
        hidden_ -= done.role == Role::Hidden;
        if (hidden_ == 0)
            take(done);
    }

    void take(Open const& done)
    {
        std::string const text = plain(done.text);
        switch (done.role) {
        case Role::Inline:
            (open_.empty() ? rest_ : open_.back().text) += done.text;
            break;
        case Role::Title:
            page_.title = text;
            break;
        case Role::Label:
            labels_[attribute(done.tag, "for")] = text;
            break;
        case Role::Choice:
            if (!page_.entries.empty() && !page_.entries.back().choices.empty())
                page_.entries.back().choices.back().text = text;
            break;
        case Role::Option:
            option(done.tag, text);
            break;
        case Role::Button:
            (attribute(done.tag, "value") == kCancel ? last_ : page_.actions)
                .push_back({ PageAction::Kind::Button, attribute(done.tag, "value"), text });
            break;
        case Role::Link:
            links_.push_back({ PageAction::Kind::Link, attribute(done.tag, "id"), text });
            break;
        case Role::Error:
            if (!text.empty())
                page_.errors.push_back(text);
            break;
        case Role::Line:
        case Role::Hidden:
            line(text);
            break;
        }
    }

    // What is said inside an error is one, also in a paragraph of its own.
    void line(std::string const& text)
    {
        if (text.empty())
            return;
        bool const error = std::ranges::any_of(open_, [](Open const& item) { return item.role == Role::Error; });
        (error ? page_.errors : page_.texts).push_back(text);
    }

    // A block begins inside another: what stood before it is a line of its own.
    void break_line()
    {
        if (open_.empty() || open_.back().role != Role::Line || hidden_ > 0)
            return;
        line(plain(std::exchange(open_.back().text, {})));
    }

    PageEntry& entry(std::string const& name, PageEntry::Kind kind)
    {
        auto const found = std::ranges::find(page_.entries, name, &PageEntry::name);
        if (found != page_.entries.end())
            return *found;
        page_.entries.push_back({ kind, name, "", "" });
        return page_.entries.back();
    }

    void input(std::string_view tag)
    {
        std::string const type = attribute(tag, "type");
        std::string const value = attribute(tag, "value");
        if (type == "hidden")
            return;
        if (type == "radio" || type == "checkbox") {
            PageEntry& group
                = entry(attribute(tag, "name"), type == "radio" ? PageEntry::Kind::One : PageEntry::Kind::Many);
            group.choices.push_back({ value, "" });
            if (has_word(tag, "checked"))
                group.value += (group.value.empty() ? "" : ",") + value;
            return;
        }
        PageEntry& field = entry(attribute(tag, "name"),
            has_word(tag, "readonly") ? PageEntry::Kind::Fixed
                : type == "password"  ? PageEntry::Kind::Secret
                                      : PageEntry::Kind::Text);
        field.value = value;
    }

    void option(std::string_view tag, std::string const& text)
    {
        std::string const value = attribute(tag, "value");
        if (value.empty() || page_.entries.empty())
            return;
        page_.entries.back().choices.push_back({ value, text });
        if (has_word(tag, "selected"))
            page_.entries.back().value = value;
    }

    void finish()
    {
        while (!open_.empty())
            pop();
        std::ranges::move(links_, std::back_inserter(page_.actions));
        std::ranges::move(last_, std::back_inserter(page_.actions));
        for (PageEntry& item : page_.entries) {
            auto const label = labels_.find(item.name);
            item.label = label == labels_.end() ? item.name : label->second;
        }
    }

    PageText page_;
    std::vector<PageAction> links_;
    std::vector<PageAction> last_;
    std::vector<Open> open_;
    int hidden_ = 0;
    std::string rest_;
    std::map<std::string, std::string> labels_;
};

} // namespace

PageText read_page(std::string_view html)
{
    size_t const start = html.find("<main");
    size_t const end = html.find("</main>");
    return Scanner().read(
        start == std::string_view::npos || end == std::string_view::npos ? html : html.substr(start, end - start));
}

std::string text(PageText const& page)
{
    std::string out = "== " + (page.title.empty() ? std::string("(no title)") : page.title) + " ==\n";
    for (std::string const& error : page.errors)
        out += "! " + error + "\n";
    for (std::string const& line : page.texts)
        out += line + "\n";
    for (PageEntry const& item : page.entries)
        if (item.kind == PageEntry::Kind::Fixed)
            out += item.label + ": " + item.value + "\n";
    for (size_t i = 0; i < page.actions.size(); ++i)
        out += (i == 0 ? "[" : "  [") + std::to_string(i + 1) + "] " + page.actions[i].label;
    return out + (page.actions.empty() ? "" : "\n");
}

} // namespace gatehouse::author
