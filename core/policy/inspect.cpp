#include "core/policy/inspect.h"

#include "core/policy/read.h"

namespace gatehouse::policy {

Inspection inspect(SourceFile const& file)
{
    Diagnostics diagnostics;
    auto const document = read(file, diagnostics);
    Inspection inspection;
    inspection.diagnostics = std::move(diagnostics).take({ file.name });
    if (!document)
        return inspection;
    inspection.policy_id = document->id;
    inspection.tenant = document->tenant;
    inspection.base = document->base;
    inspection.relying_party = document->root.child("RelyingParty") != nullptr;
    return inspection;
}

} // namespace gatehouse::policy
