/* Hashes of keys, under a seed that nobody outside can know, so that nobody can choose keys that
 * collide. The hash of the first part is the seed for the next: so the hash of a tuple is made.
 * Keys that nb_same_T holds for one have one hash. */

//@ nb_mix <stdint.h>
/* Spreads each bit of x over all of the result. */
NB_INLINE uint64_t nb_mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0x9e3779b97f4a7c15u;
    x ^= x >> 29;
    x *= 0xd6e8feb86659fd93u;
    return x ^ x >> 32;
}

//@ nb_seed_new <stddef.h> <stdint.h> <stdio.h> <time.h>
/* A number from the system's source of random ones; where it has none, from the time and from where
 * things lie in memory. */
NB_API uint64_t nb_seed_new(const void *place)
{
    uint64_t seed = (uint64_t)time(NULL) << 32 ^ (uint64_t)clock() ^ (uint64_t)(uintptr_t)place;
    uint64_t random = 0;
    FILE *source = fopen("/dev/urandom", "rb");

    if (source != NULL) {
        (void)setvbuf(source, NULL, _IONBF, 0);
        (void)fread(&random, sizeof random, 1, source);
        (void)fclose(source);
    }
    return nb_mix(seed ^ random) | 1;
}

//@ nb_hash_seed <stdint.h>
/* The seed of the context's hashes. */
NB_API uint64_t nb_hash_seed(nb_context *ctx)
{
    if (ctx->hash_seed == 0) {
        ctx->hash_seed = nb_seed_new(ctx);
    }
    return ctx->hash_seed;
}

//@ each $T $C: bool bool, int8 int8_t, int16 int16_t, int32 int32_t, int64 int64_t,
//@     uint8 uint8_t, uint16 uint16_t, uint32 uint32_t, uint64 uint64_t
//@ nb_hash_$T <stdbool.h> <stdint.h>
NB_INLINE uint64_t nb_hash_$T(uint64_t seed, $C x)
{
    return nb_mix(seed ^ (uint64_t)x);
}

//@ end
//@ each $T $C $B: float32 float 32, float64 double 64
//@ nb_hash_$T <stdint.h> <string.h>
/* 0.0 and -0.0 are equal, and all NaNs are one key: both need one hash. */
NB_INLINE uint64_t nb_hash_$T(uint64_t seed, $C x)
{
    const $C one_of_same = x == x ? x + 0 : 0;
    uint$B_t bits = 0;

    memcpy(&bits, &one_of_same, sizeof bits);
    return nb_mix(seed ^ bits);
}

//@ nb_same_$T <stdbool.h>
/* Are they one key? Else than by ==, NaN is found again. */
NB_INLINE bool nb_same_$T($C a, $C b)
{
    return a == b || (a != a && b != b);
}

//@ end
//@ each $T $F: complex64 float32, complex128 float64
//@ nb_hash_$T <stdint.h>
NB_INLINE uint64_t nb_hash_$T(uint64_t seed, nb_$T x)
{
    return nb_hash_$F(nb_hash_$F(seed, x.real), x.imag);
}

//@ nb_same_$T <stdbool.h>
NB_INLINE bool nb_same_$T(nb_$T a, nb_$T b)
{
    return nb_same_$F(a.real, b.real) && nb_same_$F(a.imag, b.imag);
}

//@ end
//@ nb_hash_object <stdint.h>
/* By identity. */
NB_INLINE uint64_t nb_hash_object(uint64_t seed, const void *x)
{
    return nb_mix(seed ^ (uint64_t)(uintptr_t)x);
}

//@ nb_sip
/* The state of SipHash. */
typedef struct nb_sip {
    uint64_t v0, v1, v2, v3;
} nb_sip;

//@ nb_rotate <stdint.h>
/* x with its bits moved up by `count`, those that leave coming back below; 0 < count < 64. */
NB_INLINE uint64_t nb_rotate(uint64_t x, int count)
{
    return x << count | x >> (64 - count);
}

//@ nb_sip_round
/* One round of SipHash. */
NB_INLINE nb_sip nb_sip_round(nb_sip s)
{
    s.v0 += s.v1;
    s.v2 += s.v3;
    s.v1 = nb_rotate(s.v1, 13) ^ s.v0;
    s.v3 = nb_rotate(s.v3, 16) ^ s.v2;
    s.v0 = nb_rotate(s.v0, 32) + s.v3;
    s.v2 += s.v1;
    s.v1 = nb_rotate(s.v1, 17) ^ s.v2;
    s.v3 = nb_rotate(s.v3, 21) ^ s.v0;
    s.v2 = nb_rotate(s.v2, 32);
    return s;
}

//@ nb_sip_add <stdint.h>
/* Takes in eight bytes. */
NB_INLINE nb_sip nb_sip_add(nb_sip s, uint64_t word)
{
    s.v3 ^= word;
    s = nb_sip_round(s);
    s.v0 ^= word;
    return s;
}

//@ nb_hash_bytes_at <stddef.h> <stdint.h> <string.h>
/* SipHash-1-3, its words in the machine's order. */
NB_API uint64_t nb_hash_bytes_at(uint64_t seed, const char *data, size_t size)
{
    const uint64_t other = nb_mix(seed);
    nb_sip s = {seed ^ 0x736f6d6570736575u, other ^ 0x646f72616e646f6du,
                seed ^ 0x6c7967656e657261u, other ^ 0x7465646279746573u};
    uint64_t word = 0;
    size_t at = 0;

    for (; size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, data + at, sizeof word);
        s = nb_sip_add(s, word);
    }
    word = 0;
    if (at < size) {
        memcpy(&word, data + at, size - at);
    }
    s = nb_sip_add(s, word ^ (uint64_t)size << 56);
    s.v2 ^= 0xff;
    s = nb_sip_round(nb_sip_round(nb_sip_round(s)));
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

//@ nb_hash_bytes <stddef.h> <stdint.h>
NB_API uint64_t nb_hash_bytes(uint64_t seed, nb_bytes x)
{
    return nb_hash_bytes_at(seed, (const char *)x.data, (size_t)x.size);
}

//@ nb_hash_str <stddef.h> <stdint.h>
NB_API uint64_t nb_hash_str(uint64_t seed, nb_str x)
{
    return nb_hash_bytes_at(seed, x.data, (size_t)x.size);
}
