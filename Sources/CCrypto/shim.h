// OpenSSL's libcrypto, for SHA-256 on Linux; Apple's systems have CryptoKit.
#if !__has_include(<openssl/evp.h>)
#error "OpenSSL's headers are missing. Install them: 'sudo apt-get install libssl-dev'."
#endif

#include <openssl/evp.h>
