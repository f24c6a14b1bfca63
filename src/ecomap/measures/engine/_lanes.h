/*
 * Searches side by side, for registers of REGISTER numbers: `_kernels.c`
 * includes this once per width, and gives the names their ending by NAMED.
 *
 * Where eight of them count paths, the actors reached at a level are written
 * into a log with their number of paths in each lane, 0 in those that reach
 * them at another level: the way back reads the log from its end.
 */

#define PARTS (LANES / REGISTER)
#define Part NAMED(Part)
#define Lanes NAMED(Lanes)
#define Search NAMED(Search)
#define Words NAMED(Words)

#if REGISTER == 1
typedef double Part;
typedef uint64_t Words;
#define WHERE_ZERO(test, x) ((test) == 0.0 ? (x) : 0.0)
#define WHERE_SOME(test, x) ((test) != 0.0 ? (x) : 0.0)
#define BITS(x) ((x) != 0.0)
#define ANY(x) ((x) != 0)
#else
typedef double Part __attribute__((vector_size(8 * REGISTER)));
typedef uint64_t Words __attribute__((vector_size(8 * REGISTER)));
#define Mask NAMED(Mask)
typedef int64_t Mask __attribute__((vector_size(8 * REGISTER)));
#define WHERE_ZERO(test, x) ((Part)((Mask)(x) & ((test) == 0.0)))
#define WHERE_SOME(test, x) ((Part)((Mask)(x) & ((test) != 0.0)))
#if REGISTER == 2
#define BITS(x) (unsigned)_mm_movemask_pd((__m128d)((x) != 0.0))
#define ANY(x) (((x)[0] | (x)[1]) != 0)
#elif REGISTER == 4
#define BITS(x) (unsigned)_mm256_movemask_pd((__m256d)((x) != 0.0))
#define ANY(x) !_mm256_testz_si256((__m256i)(x), (__m256i)(x))
#else
#define BITS(x) (unsigned)_mm512_cmp_pd_mask((__m512d)(x), _mm512_setzero_pd(), _CMP_NEQ_UQ)
#define ANY(x) _mm512_test_epi64_mask((__m512i)(x), (__m512i)(x))
#endif
#endif

typedef struct {
    Part part[PARTS];
} Lanes;

typedef struct {
    Lanes *paths, *here, *next, *log; /* the log has 8 lines per actor at most */
    int32_t *reached, *list;          /* whose lines they are; a list to work with */
    uint8_t *seen, *marked;
    int64_t *level; /* where each level starts in the log */
} Search;

/* Write down which searches arrive among those left, from neighbours where they
 * are; tell whether any does. A line is copied register by register: whole, it
 * would pass through memory. */
TARGET BODY int NAMED(arrive)(Bits *found, Bits *left, const Bits *here, const int32_t *neighbour,
                              const int32_t *end) {
    Words joined[PARTS], open[PARTS], its, some;
    memset(&some, 0, sizeof(Words));
    for (int p = 0; p < PARTS; p++) {
        memset(joined + p, 0, sizeof(Words));
        memcpy(open + p, left->word + p * REGISTER, sizeof(Words));
        some |= open[p];
    }
    if (ANY(some)) {
        for (; neighbour < end; neighbour++)
            for (int p = 0; p < PARTS; p++) {
                memcpy(&its, here[*neighbour].word + p * REGISTER, sizeof(Words));
                joined[p] |= its;
            }
        memset(&some, 0, sizeof(Words));
        for (int p = 0; p < PARTS; p++) some |= joined[p] &= open[p];
    }
    for (int p = 0; p < PARTS; p++) memcpy(found->word + p * REGISTER, joined + p, sizeof(Words));
    if (!ANY(some)) return 0;
    for (int p = 0; p < PARTS; p++) {
        open[p] ^= joined[p];
        memcpy(left->word + p * REGISTER, open + p, sizeof(Words));
    }
    return 1;
}

/* Sum the lanes of the neighbours of v. */
TARGET BODY Lanes NAMED(gather)(const Lanes *lanes, const int64_t *starts, const int32_t *others,
                                int64_t v) {
    Lanes sum;
    memset(&sum, 0, sizeof(sum));
    for (int64_t j = starts[v]; j < starts[v + 1]; j++)
        for (int p = 0; p < PARTS; p++) sum.part[p] += lanes[others[j]].part[p];
    return sum;
}

/* Write down what is new among the paths that arrive at v; give the end of the log. */
TARGET BODY int64_t NAMED(settle)(Search *s, int64_t v, Lanes arriving, int64_t end) {
    unsigned bits = 0;
    Lanes *paths = s->paths + v;
    for (int p = 0; p < PARTS; p++) {
        arriving.part[p] = WHERE_ZERO(paths->part[p], arriving.part[p]);
        bits |= BITS(arriving.part[p]) << (p * REGISTER);
    }
    s->next[v] = arriving;
    if (!bits) return end;
    for (int p = 0; p < PARTS; p++) paths->part[p] += arriving.part[p];
    s->seen[v] |= (uint8_t)bits;
    s->log[end] = arriving;
    s->reached[end] = (int32_t)v;
    return end + 1;
}

/* Search from up to eight sources; give the number of levels, the sources' own included. */
TARGET static int64_t NAMED(search)(Search *s, int64_t n, const int64_t *starts,
                                    const int32_t *others, const int32_t *sources, int batch) {
    uint8_t all = (uint8_t)((1u << batch) - 1);
    int64_t end = batch, level = 0;
    memset(s->paths, 0, n * sizeof(Lanes));
    memset(s->seen, 0, n);
    memset(s->log, 0, batch * sizeof(Lanes));
    for (int b = 0; b < batch; b++) {
        int32_t v = sources[b];
        ((double *)(s->log + b))[b] = ((double *)(s->paths + v))[b] = 1.0;
        s->here[v] = s->paths[v];
        s->seen[v] = (uint8_t)(1u << b);
        s->reached[b] = v;
    }
    s->level[0] = 0;
    s->level[1] = batch;
    while (s->level[level] < s->level[level + 1]) {
        int64_t first = s->level[level], last = s->level[level + 1], leaving = 0;
        for (int64_t i = first; i < last; i++)
            leaving += starts[s->reached[i] + 1] - starts[s->reached[i]];
        if (FEW * leaving < starts[n]) { /* few ties lead on: follow them */
            int64_t touched = 0;
            for (int64_t i = first; i < last; i++) {
                int32_t v = s->reached[i];
                for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
                    int32_t w = others[j];
                    if (s->seen[w] == all) continue;
                    if (!s->marked[w]) s->marked[w] = 1, s->list[touched++] = w;
                    for (int p = 0; p < PARTS; p++) s->next[w].part[p] += s->log[i].part[p];
                }
            }
            for (int64_t i = 0; i < touched; i++) {
                s->marked[s->list[i]] = 0;
                end = NAMED(settle)(s, s->list[i], s->next[s->list[i]], end);
            }
        } else { /* many do: let everybody look around */
            for (int64_t v = 0; v < n; v++)
                if (s->seen[v] != all)
                    end = NAMED(settle)(s, v, NAMED(gather)(s->here, starts, others, v), end);
        }
        for (int64_t i = first; i < last; i++) memset(s->here + s->reached[i], 0, sizeof(Lanes));
        Lanes *swap = s->here;
        s->here = s->next;
        s->next = swap;
        s->level[++level + 1] = end;
    }
    return level;
}

/* starts, others, ties, sources, kind of each actor for each worth (or -1),
 * tables of worths one after the other, size of each table; out: through (one
 * row per worth), its squares summed over sources (may be absent), along (may
 * be absent). */
TARGET static int NAMED(flows)(Argument *a) {
    int64_t n = a[0].length - 1, count = a[3].length, worths = a[6].length;
    const int64_t *starts = LONGS(a[0]), *sizes = LONGS(a[6]);
    const int32_t *others = INTS(a[1]), *ties = INTS(a[2]), *sources = INTS(a[3]);
    double *through = REALS(a[7]), *squares = REALS(a[8]), *along = REALS(a[9]);
    int64_t m = starts[n] / 2, widest = 0;
    for (int64_t k = 0; k < worths; k++) widest = sizes[k] > widest ? sizes[k] : widest;
    void *own[6] = {0};
    Search s = {
        .paths = lines(n, own), .here = lines(n, own + 1), .next = lines(n, own + 2),
        .log = lines(LANES * n, own + 3), .reached = zeros(LANES * n, sizeof(int32_t)),
        .list = zeros(n, sizeof(int32_t)), .seen = zeros(n, 1), .marked = zeros(n, 1),
        .level = zeros(n + 2, sizeof(int64_t)),
    };
    Lanes *worth = lines(widest + 1, own + 4);
    Lanes *carried = lines(along ? m * worths : 0, own + 5);
    int failed = !s.paths || !s.here || !s.next || !s.log || !s.reached || !s.list || !s.seen ||
                 !s.marked || !s.level || !worth || !carried;
    for (int64_t k0 = 0; k0 < count && !failed; k0 += LANES) {
        int batch = count - k0 < LANES ? (int)(count - k0) : LANES;
        int64_t levels = NAMED(search)(&s, n, starts, others, sources + k0, batch);
        const int32_t *kinds = INTS(a[4]);
        const double *table = REALS(a[5]);
        for (int64_t k = 0; k < worths; k++, kinds += n, table += sizes[k - 1] * sizes[k - 1]) {
            /* what each kind of actor is worth to each source; the last row is nobody's */
            memset(worth, 0, (sizes[k] + 1) * sizeof(Lanes));
            for (int64_t kind = 0; kind < sizes[k]; kind++)
                for (int b = 0; b < batch; b++)
                    if (kinds[sources[k0 + b]] >= 0)
                        ((double *)(worth + kind))[b] =
                            table[kind * sizes[k] + kinds[sources[k0 + b]]];
            for (int64_t level = levels - 1; level >= 0; level--) {
                for (int64_t i = s.level[level]; i < s.level[level + 1] && (level || along); i++) {
                    int64_t v = s.reached[i];
                    Lanes paths = s.log[i], beyond;
                    if (along)
                        for (int64_t j = starts[v]; j < starts[v + 1]; j++)
                            for (int p = 0; p < PARTS; p++)
                                carried[k * m + ties[j]].part[p] +=
                                    s.here[others[j]].part[p] * paths.part[p];
                    if (!level) continue;
                    const Lanes *ends = worth + (kinds[v] < 0 ? sizes[k] : kinds[v]);
                    beyond = NAMED(gather)(s.here, starts, others, v);
                    for (int p = 0; p < PARTS; p++) {
                        beyond.part[p] *= paths.part[p];
                        s.next[v].part[p] = WHERE_SOME(
                            paths.part[p], (ends->part[p] + beyond.part[p]) / paths.part[p]);
                    }
                    const double *x = (double *)&beyond;
                    through[k * n + v] +=
                        ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
                    if (squares)
                        for (int b = 0; b < LANES; b++) squares[k * n + v] += x[b] * x[b];
                }
                for (int64_t i = s.level[level + 1]; i < s.level[level + 2]; i++)
                    memset(s.here + s.reached[i], 0, sizeof(Lanes));
                Lanes *swap = s.here;
                s.here = s.next;
                s.next = swap;
            }
        }
    }
    if (along && !failed)
        for (int64_t e = 0; e < m * worths; e++) {
            const double *x = (double *)(carried + e);
            along[e] += ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
        }
    for (int i = 0; i < 6; i++) free(own[i]);
    free(s.reached), free(s.list), free(s.seen), free(s.marked), free(s.level);
    return failed ? -1 : 0;
}

#undef REGISTER
#undef NAMED
#undef TARGET
#undef PARTS
#undef Part
#undef Mask
#undef Lanes
#undef Search
#undef Words
#undef WHERE_ZERO
#undef WHERE_SOME
#undef BITS
#undef ANY
