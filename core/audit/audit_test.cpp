#include "core/audit/audit.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Audit, EveryKindIsReadAsItIsNamed)
{
    for (int i = 0; i <= static_cast<int>(AuditKind::PeopleExported); ++i) {
        auto const kind = static_cast<AuditKind>(i);
        EXPECT_EQ(parse_audit_kind(name(kind)), kind) << name(kind);
    }
    EXPECT_EQ(parse_audit_kind("sign_in"), std::nullopt);
}

} // namespace
} // namespace gatehouse
