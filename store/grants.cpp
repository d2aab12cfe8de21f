#include "store/grants.h"

#include "core/grants/token_settings.h"
#include "store/columns.h"

namespace gatehouse::store {

void add_grant(std::vector<sql::Parameter>& parameters, Grant const& grant, Sealer const& sealer,
    std::initializer_list<std::string_view> place)
{
    parameters.emplace_back(grant.family.text());
    parameters.emplace_back(grant.client.text());
    parameters.emplace_back(grant.user.text());
    parameters.emplace_back(grant.policy.text());
    parameters.emplace_back(grant.scope);
    parameters.emplace_back(sealer.seal(grant.claims, place));
    parameters.emplace_back(write_settings(grant.settings));
    parameters.emplace_back(grant.nonce);
    parameters.push_back(micros(grant.auth_time));
    parameters.emplace_back(grant.session);
    parameters.emplace_back(grant.correlation.text());
    parameters.emplace_back(grant.key);
    parameters.emplace_back(std::string(name(grant.client_kind)));
}

Result<Grant> take_grant(
    sql::Row const& row, int first, Sealer const& sealer, std::initializer_list<std::string_view> place)
{
    Grant grant;
    grant.family = FamilyId(row.text(first));
    grant.client = ClientId(row.text(first + 1));
    grant.user = UserId(row.text(first + 2));
    grant.policy = PolicyId(row.text(first + 3));
    grant.scope = row.text(first + 4);
    grant.claims = TRY(sealer.open(row.blob(first + 5), place));
    grant.settings = TRY(read_settings(row.text(first + 6)));
    grant.nonce = row.text(first + 7);
    grant.auth_time = time_of(row, first + 8);
    grant.session = row.text(first + 9);
    grant.correlation = CorrelationId(row.text(first + 10));
    grant.key = row.text(first + 11);
    grant.client_kind = parse_app_kind(row.text(first + 12)).value_or(AppKind::Web);
    return grant;
}

} // namespace gatehouse::store
