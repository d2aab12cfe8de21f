// A certificate with its key, for tests: P-256, for a hundred years.
#pragma once

#include <string_view>

namespace gatehouse::crypto {

// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=test; base64 of the DER.
constexpr std::string_view kCertificateSample
    = "MIIBdTCCARugAwIBAgIUXTSOATklCWMHnaObCF2YrtC/xkswCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjkw"
      "OTE0MTZaGA8yMTI2MTEwNTA5MTQxNlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLXoWbT6gH/j"
      "ki/gggmLMuvORoruAhvZ6cWHQAzSsxMzTARLTIWDXvkMQo14BKKGTK/UzSHTfZFPf+drNQECUZKjUzBRMB0GA1UdDgQWBBQQIZiX"
      "YGDeznYN5ER08r78ogQlczAfBgNVHSMEGDAWgBQQIZiXYGDeznYN5ER08r78ogQlczAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49"
      "BAMCA0gAMEUCIQD/OMj8x8J7hlK5913vMmJfmJ5H9Z+eaiwUQPZTdNaYkwIgGZwbIeCG5IYxEpRwruNZmQPk3jZjRahgnFcVcW7D"
      "Zis=";
// openssl pkcs12 -export -passout pass:hush; base64.
constexpr std::string_view kPkcs12Sample
    = "MIIEDAIBAzCCA8IGCSqGSIb3DQEHAaCCA7MEggOvMIIDqzCCAmIGCSqGSIb3DQEHBqCCAlMwggJPAgEAMIICSAYJKoZIhvcNAQcB"
      "MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg7OE1zw8jyygICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFg2"
      "AWkgnLlVhMot1ovuCJSAggHgqPh9HSD33OSzvZ+LRhcHWNHkxUkeggGqkd1NzIRc2Hd1/tmOqjp/oqX6xP0G+9sJIlCLUTervk0G"
      "qwM0CPmZmx/LnW12GR7mhd03P6l7gjCwvHKClclrFNZoRLBMQ1BrXF27e6mIO9iP+eh789kbsfY9NNpWAbPGBXtbYCPjHID5OApr"
      "sGCtSxxsEtPIXSgHxESqamcy9zUmVvYmJwr4sLH6urIRheB9KFlsYUvyAj+HIrKPPKlOSat2E9Jtus/hg3W1a/MAcCuCs1uvKmSx"
      "eD/Sy/g4JsDkEQAK5oGNyP8CfjcmGxIypLq9rJ2vxnYnaWVn/AfeSg4ePy5MhWlGHMiVlVE/C1k7GvS+fK6iQcL7m5ZUIEVSDFpA"
      "g2Re0r+sCxV/qU9BFU3IsYHmW2T0pT96NrzkYNF1BETge3Nq02hgMJqAWImIesHwyQOo5QYxvuUkeVXePAqXtc550M2GKs/UXyen"
      "a1yUReBgwzliTFidhXHb1M0CTjjeM7j7M9WSj1qHj5HQgznqrHIXVF0g6x6vT2WXy68kv8xXjhtOzbExx8usvJh9mD3WtlCKTnP7"
      "xPGI/Xz1FQFfH4H3FZTCMEI4fFUxzT3P0r1dq4VhgCVKW7r/zC8YKzOpT9CDQrc0MIIBQQYJKoZIhvcNAQcBoIIBMgSCAS4wggEq"
      "MIIBJgYLKoZIhvcNAQwKAQKgge8wgewwVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwECAm4eqqhcUxjAgIIADAMBggqhkiG"
      "9w0CCQUAMB0GCWCGSAFlAwQBKgQQKG2BxjM1qN3jDHgrsEE2gQSBkGdade3+FZjj8imXx0r+CP9Pcams1xMo+zwU3pvLvBs+IG9e"
      "qOX5zeG8Jx/1AnWG1fCslBwqD2dW0qOSu3X16nSkHLZ8omaRulFyi6V9wHmfbR07n9MaRtxjWGHrSckVtoWTlaUFPLIgfrt/Aumn"
      "rhPx+77BZ24skdf4Ja7s3KpsHShGlgsQc65CiZthJ0CV2TElMCMGCSqGSIb3DQEJFTEWBBRjxsC2MOAl861jDWJpTlkhwmg2RzBB"
      "MDEwDQYJYIZIAWUDBAIBBQAEIO94q5tlxbXP8GOeSwZUqmjV2LkT7y5oweDBwaInCBqABAjZx0lgEqrYHAICCAA=";

} // namespace gatehouse::crypto
