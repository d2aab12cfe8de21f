// What holds for every text that a transformation is given.
#include "core/policy/transforms/run_test.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::policy {
namespace {

// Texts made by chance, of characters that mean something somewhere.
List some_texts()
{
    testkit::FakeRandom random(7);
    std::string_view const alphabet = "abAB01 {}[]\"'\\\n,;:.-_@%&<>|$^*+?()/";
    List texts;
    for (size_t length = 0; length < 60; ++length) {
        std::string bytes(length, '\0');
        random.fill({ reinterpret_cast<unsigned char*>(bytes.data()), bytes.size() });
        std::string text;
        for (char const byte : bytes)
            text += alphabet[static_cast<unsigned char>(byte) % alphabet.size()];
        texts.push_back(text + (length % 3 == 0 ? "Grüße" : ""));
    }
    return texts;
}

TEST(TransformProperties, WhatIsPutIntoJsonComesOutOfIt)
{
    for (std::string const& text : some_texts()) {
        std::string const json = run("GenerateJson", { { "a.b", text } }).text(kOut);
        std::string const inner
            = run("GetClaimFromJson", { { "inputJson", json } }, { { "claimToExtract", "a" } }).text("extractedClaim");
        EXPECT_EQ(
            run("GetClaimFromJson", { { "inputJson", inner } }, { { "claimToExtract", "b" } }).text("extractedClaim"),
            text)
            << json;
    }
}

TEST(TransformProperties, SplittingUndoesJoining)
{
    List all = some_texts();
    std::erase_if(all, [](std::string const& text) {
        return text.empty() || text.find("||") != std::string::npos || text.starts_with('|') || text.ends_with('|');
    });
    std::string const joined = run("StringJoin", { { "inputClaim", all } }, { { "delimiter", "||" } }).text(kOut);
    auto const back = run("StringSplit", { { "inputClaim", joined } }, { { "delimiter", "||" } });
    auto const found = back.outputs.find(kOut);
    ASSERT_NE(found, back.outputs.end());
    EXPECT_EQ(std::get<List>(*found->second), all);
}

TEST(TransformProperties, FormattingPutsTheTextInOnceAndAsItIs)
{
    for (std::string const& text : some_texts())
        if (!text.empty())
            EXPECT_EQ(run("FormatStringClaim", { { "inputClaim", text } }, { { "stringFormat", "<{0}>" } }).text(kOut),
                "<" + text + ">");
}

TEST(TransformProperties, ComparingIsTheSameFromBothSides)
{
    List const all = some_texts();
    auto const compare = [](std::string const& one, std::string const& other, std::string const& operation) {
        return run("CompareClaims", { { "inputClaim1", one }, { "inputClaim2", other } },
            { { "operator", operation }, { "ignoreCase", "true" } })
            .text(kOut);
    };
    for (size_t i = 0; i < all.size(); i += 3)
        for (size_t j = 0; j < all.size(); j += 7) {
            EXPECT_EQ(compare(all[i], all[j], "EQUAL"), compare(all[j], all[i], "EQUAL"));
            EXPECT_NE(compare(all[i], all[j], "EQUAL"), compare(all[i], all[j], "NOT EQUAL"));
        }
}

TEST(TransformProperties, OneCaseTwiceIsTheSameAsOnce)
{
    for (char const* to : { "UPPER", "LOWER" })
        for (std::string const& text : some_texts()) {
            std::string const once = run("ChangeCase", { { "inputClaim1", text } }, { { "toCase", to } }).text(kOut);
            EXPECT_EQ(run("ChangeCase", { { "inputClaim1", once } }, { { "toCase", to } }).text(kOut), once);
        }
}

// A policy is semi-trusted, what a person types is not: no method may end in anything but a value or a failure.
TEST(TransformProperties, NoMethodMindsWhatItIsGiven)
{
    List const texts = some_texts();
    size_t next = 0;
    auto const text = [&] { return texts[next++ % texts.size()]; };
    for (TransformCall const* call : all_transforms())
        for (int round = 0; round < 20; ++round) {
            Inputs inputs;
            Parameters parameters;
            for (char const* name : { "inputClaim", "inputClaim1", "inputClaim2", "inputJson", "collection", "item",
                     "claimToMatch", "inputString", "phoneNumberString", "phoneNumber", "dateOfBirth", "identifier" })
                inputs.emplace_back(name, text());
            for (char const* name : { "stringFormat", "delimiter", "operator", "matchTo", "ignoreCase", "toCase",
                     "claimToExtract", "key", "country", "regularExpressions" })
                parameters.emplace_back(name, text());
            auto const ran = run(call->method, inputs, parameters, { kOut });
            EXPECT_TRUE(ran.result || !ran.result.error().message_id.empty()) << call->method;
        }
}

} // namespace
} // namespace gatehouse::policy
