#include "core/policy/build.h"
#include "libs/xml/xml.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

// A journey as both pictures draw it.
struct Box {
    std::string title; // "1 CombinedSignInAndSignUp"
    std::vector<std::string> lines; // what it shows and calls
    std::vector<std::string> skips; // each alone skips the step
    std::string mark; // class of the box
};
struct Column {
    std::string title;
    std::vector<Box> boxes;
};

std::string skip_text(Plan const& plan, Precondition const& item)
{
    std::string claims;
    for (Slot const slot : item.claims)
        claims += (claims.empty() ? "" : " and ") + plan.claims[slot].id;
    std::string const when = item.execute_if ? "skip when " : "skip unless ";
    return when + claims + (item.kind == Precondition::Kind::ClaimEquals ? " is " + item.value : " exists");
}

Box box_of(Plan const& plan, Step const& step)
{
    Box box{ std::to_string(step.order) + " " + std::string(name(step.type)), {}, {}, {} };
    if (!step.content_definition.empty())
        box.lines.push_back("page " + step.content_definition);
    for (Exchange const& exchange : step.exchanges)
        box.lines.push_back(plan.profiles[exchange.profile].id);
    for (Selection const& selection : step.selections)
        if (!selection.target_exchange.empty())
            box.lines.push_back("offers " + selection.target_exchange);
    if (step.issuer)
        box.lines.push_back(plan.profiles[*step.issuer].id);
    if (step.sub_journey)
        box.lines.push_back("journey " + plan.journeys[*step.sub_journey].id);
    for (Precondition const& item : step.preconditions)
        box.skips.push_back(skip_text(plan, item));
    return box;
}

// The journey that the relying party asks for, then those that it calls.
std::vector<Column> columns_of(Plan const& plan, MarkStep const& mark = {})
{
    std::vector<Journey const*> journeys{ &plan.journeys[plan.relying_party.journey] };
    for (Journey const& journey : plan.journeys)
        if (&journey != journeys.front())
            journeys.push_back(&journey);
    std::vector<Column> columns;
    for (Journey const* const journey : journeys) {
        Column& column = columns.emplace_back(Column{ journey->id, {} });
        for (Step const& step : journey->steps) {
            column.boxes.push_back(box_of(plan, step));
            if (mark)
                column.boxes.back().mark = mark(*journey, step);
        }
    }
    return columns;
}

// All lengths in units of the picture; the font is monospaced, so a line's width is known.
constexpr size_t kLetter = 8;
constexpr size_t kLine = 18;
constexpr size_t kPadding = 10;
constexpr size_t kGap = 26; // between boxes, for the arrow

class Picture {
public:
    std::string draw(std::vector<Column> const& columns)
    {
        for (Column const& item : columns)
            column(item);
        size_t const width = left_ + kPadding;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + std::to_string(width) + " "
            + std::to_string(bottom_ + kPadding) + "\" width=\"" + std::to_string(width) + "\" role=\"img\">\n"
            + std::string(kStyle) + out_ + "</svg>\n";
    }

private:
    static constexpr std::string_view kStyle
        = "<style>text { font: 13px monospace; fill: #1b1b1b } .head { font-weight: bold } .skip { fill: #8a3b00 }\n"
          "rect { fill: #eef3fa; stroke: #41618f } .hit { fill: #d8f0d8 } .missed { fill: #f8dada } path { stroke: "
          "#41618f; fill: none }\n"
          "@media (prefers-color-scheme: dark) { text { fill: #eee } .skip { fill: #ffb27a } rect { fill: #1d2836 } "
          ".hit { fill: #17401c } .missed { fill: #571d1d } }</style>\n";

    static size_t box_width(Column const& column)
    {
        size_t letters = column.title.size();
        for (Box const& box : column.boxes) {
            letters = std::max(letters, box.title.size());
            for (std::string const& line : box.lines)
                letters = std::max(letters, line.size());
        }
        return letters * kLetter + 2 * kPadding;
    }
    static size_t skip_width(Column const& column)
    {
        size_t letters = 0;
        for (Box const& box : column.boxes)
            for (std::string const& skip : box.skips)
                letters = std::max(letters, skip.size());
        return letters * kLetter;
    }

    void text(size_t x, size_t y, std::string_view kind, std::string const& content)
    {
        out_ += "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" class=\"" + std::string(kind)
            + "\">" + xml::escape(content) + "</text>\n";
    }

    void column(Column const& item)
    {
        size_t const width = box_width(item);
        size_t y = kPadding + kLine;
        text(left_ + kPadding, y, "head", item.title);
        y += kPadding;
        for (Box const& box : item.boxes) {
            if (&box != &item.boxes.front())
                arrow(left_ + width / 2, std::exchange(y, y + kGap));
            size_t const height = std::max(box.lines.size() + 1, box.skips.size()) * kLine + kPadding;
            out_ += "<rect" + (box.mark.empty() ? std::string() : " class=\"" + box.mark + "\"") + " x=\""
                + std::to_string(left_) + "\" y=\"" + std::to_string(y) + "\" width=\"" + std::to_string(width)
                + "\" height=\"" + std::to_string(height) + "\" rx=\"5\"/>\n";
            text(left_ + kPadding, y + kLine, "head", box.title);
            for (size_t i = 0; i < box.lines.size(); ++i)
                text(left_ + kPadding, y + (i + 2) * kLine, "call", box.lines[i]);
            for (size_t i = 0; i < box.skips.size(); ++i)
                text(left_ + width + kPadding, y + (i + 1) * kLine, "skip", box.skips[i]);
            y += height;
        }
        bottom_ = std::max(bottom_, y);
        left_ += width + skip_width(item) + 4 * kPadding;
    }

    void arrow(size_t x, size_t from)
    {
        std::string const tip = std::to_string(from + kGap);
        std::string const wing = std::to_string(from + kGap - 6);
        out_ += "<path d=\"M" + std::to_string(x) + " " + std::to_string(from) + "V" + tip + "M" + std::to_string(x - 4)
            + " " + wing + "L" + std::to_string(x) + " " + tip + "L" + std::to_string(x + 4) + " " + wing + "\"/>\n";
    }

    std::string out_;
    size_t left_ = kPadding;
    size_t bottom_ = 0;
};

} // namespace

std::string graph_text(Plan const& plan)
{
    std::string out;
    for (Column const& column : columns_of(plan)) {
        out += (out.empty() ? "" : "\n") + column.title + "\n";
        for (Box const& box : column.boxes) {
            bool const last = &box == &column.boxes.back();
            out += std::string(last ? "└─ " : "├─ ") + box.title + "\n";
            std::string const rail = last ? "   " : "│  ";
            for (std::string const& line : box.lines)
                out += rail + "  → " + line + "\n";
            for (std::string const& skip : box.skips)
                out += rail + "  ↷ " + skip + "\n";
        }
    }
    return out;
}

std::string graph_svg(Plan const& plan, MarkStep const& mark)
{
    return Picture().draw(columns_of(plan, mark));
}

} // namespace gatehouse::policy
