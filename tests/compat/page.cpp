#include "tests/compat/page.h"

#include "libs/base/text.h"
#include "libs/testkit/golden.h"

namespace gatehouse::compat {
namespace {

constexpr std::string_view kComment = "<!-- compared with the code: ";

// Cells of "| a | b |"; nothing for a line that is no row, and for a table's head.
std::vector<std::string> cells_of(std::string const& line)
{
    std::vector<std::string> cells;
    if (!line.starts_with("| "))
        return cells;
    for (std::string const& cell : split(line.substr(1), '|'))
        cells.emplace_back(trim(cell));
    if (!cells.empty() && cells.back().empty())
        cells.pop_back();
    return cells;
}

std::vector<std::string> in_backticks(std::string const& text)
{
    std::vector<std::string> found;
    auto const pieces = split(text, '`');
    for (size_t i = 1; i < pieces.size(); i += 2)
        found.push_back(pieces[i]);
    return found;
}

std::vector<Row> read_rows()
{
    std::vector<Row> rows;
    std::string section;
    std::string table;
    std::string before;
    int number = 0;
    for (std::string const& line : split(testkit::read_file("docs/compat.md"), '\n')) {
        ++number;
        if (line.starts_with("## "))
            section = line.substr(3);
        if (line.starts_with(kComment))
            table = line.substr(kComment.size(), line.find(" -->") - kComment.size());
        else if (line.empty() && before.starts_with("|"))
            table.clear();
        before = line;
        auto cells = cells_of(line);
        // The head of a table is the row in front of the dashes; its second cell says nothing.
        if (section != "Feature by feature" || cells.size() < 2 || cells[1].empty())
            continue;
        cells.resize(4);
        rows.push_back(
            { number, table, std::move(cells[0]), std::move(cells[1]), std::move(cells[2]), in_backticks(cells[3]) });
    }
    return rows;
}

} // namespace

std::vector<std::string> Row::names() const
{
    return in_backticks(feature);
}

std::vector<Row> const& rows()
{
    static std::vector<Row> const all = read_rows();
    return all;
}

std::set<std::string> differences()
{
    std::set<std::string> found;
    std::string section;
    for (std::string const& line : split(testkit::read_file("docs/compat.md"), '\n')) {
        if (line.starts_with("## "))
            section = line.substr(3);
        if (auto const cells = cells_of(line);
            section == "Named differences" && cells.size() > 1 && cells[0] != "Subject")
            found.insert(cells[0]);
    }
    return found;
}

Named named_in(std::string_view table)
{
    Named named;
    for (Row const& row : rows())
        if (row.table == table)
            for (std::string const& name : row.names())
                (row.is_there() ? named.there : named.absent).insert(name);
    return named;
}

} // namespace gatehouse::compat
