#include "apps/insurance_api/contracts.h"
#include "libs/base/text.h"
#include "libs/json/json.h"

namespace gatehouse::insurance_api {
namespace {

constexpr std::int64_t kLeastNumber = 10'000'000;
constexpr std::int64_t kMostNumber = 99'999'999;
constexpr size_t kLongestBeneficiary = 100;

Result<Contract> record_in(json::Object const& object, std::string email)
{
    Contract record;
    record.email = std::string(trim(email));
    auto number = object.integer("policynumber");
    if (!number)
        number = parse_integer(object.text("policynumber").value_or(""));
    record.policy_number = number.value_or(0);
    if (record.email.empty() || record.policy_number < kLeastNumber || record.policy_number > kMostNumber)
        return fail(Fault::Invalid,
            "accounts: the record of '" + record.email + "' has no e-mail address or no policynumber of eight digits");
    std::string const beneficiary = object.text("beneficiary").value_or("");
    if (!trim(beneficiary).empty()) {
        auto checked = check_beneficiary(beneficiary);
        if (!checked)
            return fail(Fault::Invalid,
                "accounts: the beneficiary of '" + record.email
                    + "' is refused: " + std::string(explain(checked.error())));
        record.beneficiary = std::move(*checked);
    }
    return record;
}

Result<std::vector<Contract>> records_in(json::Array const& list)
{
    std::vector<Contract> records;
    for (json::Value const& value : list) {
        json::Object const* object = value.as_object();
        if (!object)
            return fail(Fault::Invalid, "accounts: a record is not an object");
        records.push_back(TRY(record_in(*object, object->text("email").value_or(""))));
    }
    return records;
}

} // namespace

Result<std::vector<Contract>> parse_accounts(std::string_view text)
{
    json::Value const document = TRY(json::parse(text, { .bytes = size_t{ 64 } << 20, .depth = 8 }));
    if (json::Array const* list = document.as_array())
        return records_in(*list);
    json::Object const* object = document.as_object();
    if (!object)
        return fail(Fault::Invalid, "accounts: neither a list nor an object");
    if (json::Array const* list = object->array("accounts"))
        return records_in(*list);
    std::vector<Contract> records;
    for (json::Member const& member : object->members()) {
        if (!member.value.as_object())
            return fail(Fault::Invalid, "accounts: the record of '" + member.name + "' is not an object");
        records.push_back(TRY(record_in(*member.value.as_object(), member.name)));
    }
    return records;
}

std::int64_t make_policy_number(Random& random)
{
    while (true) {
        std::string const digits = random_digits(random, 8);
        if (digits.front() != '0')
            return *parse_integer(digits);
    }
}

Result<std::string, BeneficiaryFault> check_beneficiary(std::string_view text)
{
    if (!is_utf8(text))
        return std::unexpected(BeneficiaryFault::NotUtf8);
    std::string_view const name = trim(text);
    if (name.empty())
        return std::unexpected(BeneficiaryFault::Empty);
    if (has_control_characters(name))
        return std::unexpected(BeneficiaryFault::ControlCharacters);
    if (count_code_points(name) > kLongestBeneficiary)
        return std::unexpected(BeneficiaryFault::TooLong);
    return std::string(name);
}

std::string_view explain(BeneficiaryFault fault)
{
    switch (fault) {
    case BeneficiaryFault::Empty:
        return "The beneficiary must not be empty.";
    case BeneficiaryFault::TooLong:
        return "The beneficiary must not be longer than 100 characters.";
    case BeneficiaryFault::ControlCharacters:
        return "The beneficiary must not contain control characters.";
    case BeneficiaryFault::NotUtf8:
        return "The beneficiary must be valid UTF-8.";
    }
    return "The beneficiary is refused.";
}

} // namespace gatehouse::insurance_api
