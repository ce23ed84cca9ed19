/*
 * One push message encrypted as one aes128gcm record (RFC 8291, RFC 8188), on the OpenSSL that is inside Node.
 * It does what lib/delivery/encrypt.ts does, byte for byte, without an object per step. Optional: see
 * docs/decisions/005-transport.md.
 *
 * Everything that comes from outside (keys, lengths) is checked here too, whatever the caller has checked.
 */
#define NAPI_VERSION 8
#define OPENSSL_SUPPRESS_DEPRECATED
#include <node_api.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

enum {
  POINT = 65,
  SECRET = 32,
  AUTH = 16,
  SALT = 16,
  HASH = 32,
  TAG = 16,
  RECORD = 4096,
  HEADER = SALT + 4 + 1 + POINT,
  OVERHEAD = HEADER + 1 + TAG
};

/* What the function answers; lib/delivery/native-core.ts knows the numbers. */
enum { DONE = 0, BAD_KEYS = 1, FAILED = 2 };

/* Of one Node environment (main thread or worker), so that nothing is shared between threads. */
typedef struct {
  EC_GROUP *group;
  const BIGNUM *order;
  BN_CTX *numbers;
  BIGNUM *scalar;
  EC_POINT *peer;
  EC_POINT *point;
  EVP_CIPHER *aes;
  EVP_CIPHER_CTX *cipher;
} Core;

static void free_core(Core *core) {
  if (core == NULL) return;
  EVP_CIPHER_CTX_free(core->cipher);
  EVP_CIPHER_free(core->aes);
  EC_POINT_clear_free(core->point);
  EC_POINT_free(core->peer);
  BN_clear_free(core->scalar);
  BN_CTX_free(core->numbers);
  EC_GROUP_free(core->group);
  free(core);
}

static Core *make_core(void) {
  Core *core = calloc(1, sizeof *core);
  if (core == NULL) return NULL;
  core->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  core->numbers = BN_CTX_new();
  core->scalar = BN_new();
  core->aes = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
  core->cipher = EVP_CIPHER_CTX_new();
  if (core->group != NULL) {
    core->order = EC_GROUP_get0_order(core->group);
    core->peer = EC_POINT_new(core->group);
    core->point = EC_POINT_new(core->group);
  }
  if (!core->order || !core->numbers || !core->scalar || !core->aes || !core->cipher || !core->peer || !core->point ||
      !EVP_EncryptInit_ex(core->cipher, core->aes, NULL, NULL, NULL)) {
    free_core(core);
    return NULL;
  }
  BN_set_flags(core->scalar, BN_FLG_CONSTTIME);
  return core;
}

/* RFC 2104; every key here is shorter than a block. */
static void hmac(const unsigned char *key, size_t key_length, const unsigned char *data, size_t length,
                 unsigned char out[HASH]) {
  SHA256_CTX hash;
  unsigned char block[SHA256_CBLOCK];
  size_t i;
  memset(block, 0x36, sizeof block);
  for (i = 0; i < key_length; i++) block[i] ^= key[i];
  SHA256_Init(&hash);
  SHA256_Update(&hash, block, sizeof block);
  SHA256_Update(&hash, data, length);
  SHA256_Final(out, &hash);
  for (i = 0; i < sizeof block; i++) block[i] ^= 0x36 ^ 0x5c;
  SHA256_Init(&hash);
  SHA256_Update(&hash, block, sizeof block);
  SHA256_Update(&hash, out, HASH);
  SHA256_Final(out, &hash);
  OPENSSL_cleanse(block, sizeof block);
  OPENSSL_cleanse(&hash, sizeof hash);
}

static int seal(Core *core, unsigned char *body, const unsigned char *content_key, const unsigned char *nonce,
                const unsigned char *plaintext, int length) {
  static const unsigned char last_record = 2;
  unsigned char *end = body + HEADER;
  int written = 0;
  if (!EVP_EncryptInit_ex(core->cipher, NULL, NULL, content_key, nonce)) return 0;
  if (length > 0) {
    if (!EVP_EncryptUpdate(core->cipher, end, &written, plaintext, length)) return 0;
    end += written;
  }
  if (!EVP_EncryptUpdate(core->cipher, end, &written, &last_record, 1)) return 0;
  end += written;
  if (!EVP_EncryptFinal_ex(core->cipher, end, &written)) return 0;
  return EVP_CIPHER_CTX_ctrl(core->cipher, EVP_CTRL_AEAD_GET_TAG, TAG, end);
}

/* `body` has length + OVERHEAD bytes. `given_secret` and `given_salt` only for the RFC's test vector, else NULL. */
static int encrypt(Core *core, unsigned char *body, const unsigned char *p256dh, const unsigned char *auth,
                   const unsigned char *plaintext, size_t length, const unsigned char *given_secret,
                   const unsigned char *given_salt) {
  static const unsigned char key_info[14] = "WebPush: info"; /* with its NUL */
  static const unsigned char content_key_info[29] = "Content-Encoding: aes128gcm\0\1";
  static const unsigned char nonce_info[25] = "Content-Encoding: nonce\0\1";
  unsigned char point[POINT], first[HASH], second[HASH], nonce[HASH];
  unsigned char info[sizeof key_info + POINT + POINT + 1];
  unsigned char *sender = body + SALT + 5;
  int result = FAILED;

  /* Refuses what is not on the curve; the infinite point has no encoding of this length. */
  if (p256dh[0] != POINT_CONVERSION_UNCOMPRESSED ||
      !EC_POINT_oct2point(core->group, core->peer, p256dh, POINT, core->numbers)) {
    return BAD_KEYS;
  }
  if (given_secret != NULL) {
    if (!BN_bin2bn(given_secret, SECRET, core->scalar)) goto end;
  } else {
    do {
      if (!BN_priv_rand_range(core->scalar, core->order)) goto end;
    } while (BN_is_zero(core->scalar));
  }
  if (!EC_POINT_mul(core->group, core->point, core->scalar, NULL, NULL, core->numbers)) goto end;
  if (EC_POINT_point2oct(core->group, core->point, POINT_CONVERSION_UNCOMPRESSED, sender, POINT, core->numbers) !=
      POINT) {
    goto end;
  }
  if (!EC_POINT_mul(core->group, core->point, NULL, core->peer, core->scalar, core->numbers)) goto end;
  if (EC_POINT_point2oct(core->group, core->point, POINT_CONVERSION_UNCOMPRESSED, point, POINT, core->numbers) !=
      POINT) {
    goto end;
  }
  if (given_salt != NULL) memcpy(body, given_salt, SALT);
  else if (RAND_bytes(body, SALT) != 1) goto end;
  body[SALT] = 0;
  body[SALT + 1] = 0;
  body[SALT + 2] = RECORD >> 8;
  body[SALT + 3] = RECORD & 0xff;
  body[SALT + 4] = POINT;

  /* The shared secret is the point's x. */
  hmac(auth, AUTH, point + 1, SECRET, first);
  memcpy(info, key_info, sizeof key_info);
  memcpy(info + sizeof key_info, p256dh, POINT);
  memcpy(info + sizeof key_info + POINT, sender, POINT);
  info[sizeof info - 1] = 1;
  hmac(first, HASH, info, sizeof info, second);
  hmac(body, SALT, second, HASH, first);
  hmac(first, HASH, content_key_info, sizeof content_key_info, second);
  hmac(first, HASH, nonce_info, sizeof nonce_info, nonce);
  if (seal(core, body, second, nonce, plaintext, (int)length)) result = DONE;

end:
  BN_zero(core->scalar);
  OPENSSL_cleanse(point, sizeof point);
  OPENSSL_cleanse(first, sizeof first);
  OPENSSL_cleanse(second, sizeof second);
  OPENSSL_cleanse(nonce, sizeof nonce);
  return result;
}

typedef struct {
  const unsigned char *data;
  size_t length;
} Bytes;

/* The bytes of a Uint8Array; anything else has none. */
static Bytes bytes_of(napi_env env, napi_value value) {
  Bytes bytes = {NULL, 0};
  napi_typedarray_type type;
  void *data = NULL;
  size_t length = 0;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) == napi_ok && type == napi_uint8_array &&
      data != NULL) {
    bytes.data = data;
    bytes.length = length;
  }
  return bytes;
}

/* encrypt(body, p256dh, auth, plaintext, secret?, salt?) fills `body` and answers DONE, BAD_KEYS or FAILED. */
static napi_value call_encrypt(napi_env env, napi_callback_info info) {
  napi_value arguments[6], answer = NULL;
  size_t count = 6;
  void *core = NULL;
  int result = FAILED;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok) return NULL;
  if (napi_get_instance_data(env, &core) == napi_ok && core != NULL && count >= 4) {
    Bytes body = bytes_of(env, arguments[0]), p256dh = bytes_of(env, arguments[1]);
    Bytes auth = bytes_of(env, arguments[2]), plaintext = bytes_of(env, arguments[3]);
    Bytes secret = {NULL, 0}, salt = {NULL, 0};
    int has_material = count >= 6;
    if (has_material) {
      secret = bytes_of(env, arguments[4]);
      salt = bytes_of(env, arguments[5]);
    }
    if (p256dh.length != POINT || auth.length != AUTH) {
      result = BAD_KEYS;
    } else if (plaintext.length <= RECORD - OVERHEAD && body.length == plaintext.length + OVERHEAD &&
               (!has_material || (secret.length == SECRET && salt.length == SALT))) {
      result = encrypt(core, (unsigned char *)body.data, p256dh.data, auth.data, plaintext.data, plaintext.length,
                       secret.data, salt.data);
      /* Node takes what lies in the queue for the next failure of its own. */
      if (result != DONE) ERR_clear_error();
    }
  }
  napi_create_int32(env, result, &answer);
  return answer;
}

static void finalize(napi_env env, void *core, void *hint) {
  (void)env;
  (void)hint;
  free_core(core);
}

NAPI_MODULE_INIT() {
  napi_value function;
  Core *core = make_core();
  if (core == NULL) {
    ERR_clear_error();
    napi_throw_error(env, NULL, "OpenSSL offers no P-256 or AES-128-GCM");
    return NULL;
  }
  if (napi_set_instance_data(env, core, finalize, NULL) != napi_ok) {
    free_core(core);
    return NULL;
  }
  if (napi_create_function(env, "encrypt", NAPI_AUTO_LENGTH, call_encrypt, NULL, &function) != napi_ok ||
      napi_set_named_property(env, exports, "encrypt", function) != napi_ok) {
    return NULL;
  }
  return exports;
}
