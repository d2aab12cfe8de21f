#include "apps/author/environments.h"
#include "apps/author/play.h"
#include "apps/author/tools.h"

#include "core/plans/plans.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace gatehouse::author {
namespace {

Result<std::vector<std::filesystem::path>> find_files(std::vector<std::string> const& words)
{
    std::vector<std::filesystem::path> paths;
    for (std::string const& word : words) {
        std::error_code error;
        if (std::filesystem::is_directory(word, error)) {
            for (auto const& entry : std::filesystem::directory_iterator(word, error))
                if (equals_ignoring_case(entry.path().extension().string(), ".xml"))
                    paths.push_back(entry.path());
        } else if (std::filesystem::exists(word, error)) {
            if (std::filesystem::path(word).extension() != ".journey")
                paths.emplace_back(word);
        } else {
            return fail(Fault::Invalid, "there is no file or directory " + word);
        }
    }
    std::ranges::sort(paths);
    return paths;
}

} // namespace

Result<Sources> load_sources(std::vector<std::string> const& words, Needs needs, std::string const& environment)
{
    Sources sources;
    sources.words = words;
    for (std::filesystem::path const& path : TRY(find_files(words))) {
        policy::SourceFile file{ path.string(), TRY(read_text(path)) };
        TRY(fill_placeholders(file, environment));
        sources.files.push_back(std::move(file));
        sources.inspections.push_back(policy::inspect(sources.files.back()));
    }
    if (sources.files.empty() && needs == Needs::Policies)
        return fail(Fault::Invalid, "there is no policy file (*.xml) to look at");
    return sources;
}

Result<app::TenantDeclaration> load_declaration(std::string const& path)
{
    auto declaration = app::read_tenant_file(TRY(read_text(path)), path, {});
    if (declaration)
        return std::move(*declaration);
    std::vector<std::string> lines;
    for (toml::Problem const& problem : declaration.error())
        lines.push_back(toml::text(problem));
    return fail(Fault::Invalid, join(lines, "\n"));
}

policy::FindSource finder(Sources const& sources)
{
    return [&sources](std::string const& policy_id) -> Result<std::optional<policy::SourceFile>> {
        for (size_t i = 0; i < sources.files.size(); ++i)
            if (equals_ignoring_case(sources.inspections[i].policy_id, policy_id))
                return sources.files[i];
        return builtin_source(policy_id);
    };
}

// Policies to compile: those asked for, else every file with a relying party.
std::vector<std::string> leaves(Sources const& sources, app::Options const& options)
{
    if (options.has("policy"))
        return options.all("policy");
    std::vector<std::string> ids;
    for (policy::Inspection const& inspection : sources.inspections)
        if (inspection.relying_party)
            ids.push_back(inspection.policy_id);
    return ids;
}

void complain(std::vector<policy::Diagnostic> const& diagnostics)
{
    for (policy::Diagnostic const& diagnostic : diagnostics)
        std::fprintf(stderr, "%s\n", policy::text(diagnostic).c_str());
}

} // namespace gatehouse::author
