// The tools of `gatehouse policy`: one file each, listed in policy.cpp.
#pragma once

#include "apps/gatehouse/options.h"
#include "apps/gatehouse/tenant_file.h"
#include "core/policy/compile.h"
#include "core/policy/inspect.h"
#include "libs/base/result.h"

#include <string>
#include <vector>

namespace gatehouse::author {

// The policy files that a call names.
struct Sources {
    std::vector<policy::SourceFile> files;
    std::vector<policy::Inspection> inspections; // of `files`, by position
    std::vector<std::string> words; // files and directories, as named
};

struct Call {
    Sources sources;
    std::vector<std::string> policies; // to look at: those asked for, else every file with a relying party
    app::Options const& options;
};

// Of *.xml in these files and directories. Without any: Fault::Invalid, unless the tool can do without.
enum class Needs { Policies, Nothing };
Result<Sources> load_sources(std::vector<std::string> const& words, Needs needs, std::string const& environment = {});
// A tenant's declaration; the sentence names all that is wrong with it.
Result<app::TenantDeclaration> load_declaration(std::string const& path);
policy::FindSource finder(Sources const& sources);
void complain(std::vector<policy::Diagnostic> const& diagnostics);

std::vector<std::string> leaves(Sources const& sources, app::Options const& options);

// Why a call does not fit; "" when it does.
std::string diff_objection(app::Options const& options);
std::string export_objection(app::Options const& options);
std::string run_objection(app::Options const& options);

// False when what was looked at is not in order; an Error when it could not be looked at.
Result<bool> check(Call const& call);
Result<bool> coverage(Call const& call);
Result<bool> diff(Call const& call);
Result<bool> explain(Call const& call);
Result<bool> effective(Call const& call);
Result<bool> export_flow(Call const& call);
Result<bool> graph(Call const& call);
Result<bool> push(Call const& call);
Result<bool> run_policy(Call const& call);
Result<bool> test(Call const& call);
Result<bool> trace_tool(Call const& call);
Result<bool> list(Call const& call);
Result<bool> remove(Call const& call);
Result<bool> show(Call const& call);

} // namespace gatehouse::author
