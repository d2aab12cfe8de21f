// Groups of short tones over noise. Counting needs no language, no words and no voice, and nobody's recordings.
#include "core/captcha/puzzles.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace gatehouse::captcha {
namespace {

constexpr int kRate = 8000; // samples a second
constexpr double kNoise = 0.12;

class Track {
public:
    void wait(double seconds) { samples_.resize(samples_.size() + static_cast<size_t>(seconds * kRate)); }
    void tone(double pitch, double seconds, double loudness)
    {
        auto const count = static_cast<size_t>(seconds * kRate);
        for (size_t i = 0; i < count; ++i) {
            // Without slopes every tone would begin and end with a click, which is easier to find than the tone.
            double const edge = std::min(1.0, static_cast<double>(std::min(i, count - i)) / (0.015 * kRate));
            double const phase = 2 * std::numbers::pi * pitch * static_cast<double>(i) / kRate;
            samples_.push_back(loudness * edge * (std::sin(phase) + 0.3 * std::sin(2.7 * phase)));
        }
    }
    // A hum that comes and goes, and hiss.
    std::string mixed(Dice& dice) const
    {
        double const hum = dice.between(70, 160);
        double const swell = dice.between(0.3, 0.9);
        std::string bytes;
        for (size_t i = 0; i < samples_.size(); ++i) {
            double const at = 2 * std::numbers::pi * static_cast<double>(i) / kRate;
            double const below = 0.15 * std::sin(hum * at) * (1 + std::sin(swell * at));
            double const sample = samples_[i] + below + kNoise * dice.between(-1, 1);
            bytes += static_cast<char>(static_cast<unsigned char>(std::clamp(128 + 100 * sample, 0.0, 255.0)));
        }
        return bytes;
    }

private:
    std::vector<double> samples_;
};

void put(std::string& out, std::uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}

// One channel of unsigned bytes: the simplest WAV that every browser plays.
std::string wav(std::string const& samples)
{
    auto const size = static_cast<std::uint32_t>(samples.size());
    std::string out = "RIFF";
    put(out, 36 + size, 4);
    out += "WAVEfmt ";
    put(out, 16, 4);
    put(out, 1, 2); // PCM
    put(out, 1, 2);
    put(out, kRate, 4);
    put(out, kRate, 4);
    put(out, 1, 2);
    put(out, 8, 2);
    out += "data";
    put(out, size, 4);
    return out + samples;
}

} // namespace

std::string play_counts(std::string_view counts, Dice& dice)
{
    Track track;
    track.wait(0.4);
    for (char const count : counts) {
        double const pitch = dice.between(420, 900);
        for (int i = 0; i < count - '0'; ++i) {
            track.tone(pitch * dice.between(0.94, 1.06), dice.between(0.11, 0.15), dice.between(0.4, 0.6));
            track.wait(dice.between(0.1, 0.16));
        }
        track.wait(dice.between(0.8, 1.0));
    }
    return wav(track.mixed(dice));
}

} // namespace gatehouse::captcha
