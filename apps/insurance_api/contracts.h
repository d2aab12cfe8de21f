// The insurance company's records. "Policy" has its identity meaning in this house; the insurance kind is a contract,
// and only the wire says policynumber.
#pragma once

#include "libs/base/random.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::insurance_api {

struct Contract {
    std::string email;
    std::int64_t policy_number = 0; // eight digits
    std::string beneficiary; // "" while nobody is named
    std::int64_t version = 0; // grows by one with each change
};

// A person as the token tells: the object id is the key, the addresses only find an imported record the first time.
struct Holder {
    std::string oid;
    std::vector<std::string> emails;
};

struct Change {
    Holder holder;
    std::string beneficiary;
    std::optional<std::int64_t> expected_version;
    std::string correlation_id;
    std::string policy; // that issued the token
};

struct BeneficiaryChange {
    std::string oid;
    Time at;
    std::string before;
    std::string after;
    std::string correlation_id;
    std::string policy;
};

class Contracts {
public:
    virtual ~Contracts() = default;
    // The person's record; adopted by e-mail or made with a random number when it is their first visit.
    virtual Result<Contract> load_or_make(Holder const& holder) = 0;
    // Record and audit row in one transaction, durable when this returns. Fault::Conflict when the record is of another
    // version than expected.
    virtual Result<Contract> change_beneficiary(Change const& change) = 0;
    // Oldest first.
    virtual Result<std::vector<BeneficiaryChange>> changes(std::string const& oid) = 0;
    // Takes records over on the first call ever; later calls do nothing. Answers how many.
    virtual Result<std::int64_t> import(std::vector<Contract> const& records) = 0;
    // Whether the records can be read now.
    virtual Result<void> ping() = 0;
};

// Eight digits, none leading zero.
std::int64_t make_policy_number(Random& random);

// ":memory:" keeps nothing.
Result<std::unique_ptr<Contracts>> open_contracts(std::string const& path, Random& random, Clock const& clock);

// The reference's accounts.json: a list of {"email","policynumber","beneficiary"}, where the number may be a text; also
// {"accounts":[...]} and {"<email>":{"policynumber","beneficiary"}}. Fault::Invalid names the record that is wrong.
Result<std::vector<Contract>> parse_accounts(std::string_view text);

enum class BeneficiaryFault { Empty, TooLong, ControlCharacters, NotUtf8 };
// Trimmed, 1 to 100 code points.
Result<std::string, BeneficiaryFault> check_beneficiary(std::string_view text);
std::string_view explain(BeneficiaryFault fault);

} // namespace gatehouse::insurance_api
