/*
 * Walks over the ties of an ecosystem, for `engine`.
 *
 * Actors are numbered from 0. The neighbours of v are others[starts[v]] to
 * others[starts[v + 1] - 1]; `ties` beside `others` numbers the tie that leads
 * there. Nothing here knows Python but the last part of the file, nothing
 * draws by chance, and every sum is taken in an order that depends on no
 * machine: whatever the processor, and however the work is shared between
 * cores, the numbers are the same.
 *
 * A kernel gets its arguments checked by their types (`Argument`) and gives 0,
 * or -1 where memory lacks. The interpreter is free meanwhile. How long the
 * arrays are is the affair of `engine`, the only caller.
 */

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The same body is compiled for wider registers, and the widest that the
 * processor has is taken at run time. Other compilers take the plain one. */
#if defined(__GNUC__) && defined(__x86_64__)
#define BY_PROCESSOR 1
#define FOR(...) __attribute__((target(__VA_ARGS__)))
#define BODY static inline __attribute__((always_inline))
#elif defined(__GNUC__)
#define BODY static inline __attribute__((always_inline))
#else
#define BODY static
#endif

typedef struct {
    void *data;        /* of an array */
    Py_ssize_t length; /* of an array, in items */
    int64_t number;
    double real;
} Argument;

#define INTS(a) ((int32_t *)(a).data)
#define LONGS(a) ((int64_t *)(a).data)
#define REALS(a) ((double *)(a).data)

static void *zeros(int64_t count, size_t size) { return calloc(count > 0 ? count : 1, size); }

/* Lines of the cache; to be freed where they are owned. */
static void *lines(int64_t count, void **owned) {
    /* aligned by hand: aligned_alloc is not everywhere */
    char *raw = *owned = zeros(count + 1, 64);
    return raw ? raw + (64 - (uintptr_t)raw % 64) : NULL;
}

/* ------------------------------------------------------------------ lanes
 *
 * Searches travel together, so that one look at a neighbour serves many: 512
 * that only tell who is reached, one bit each, or eight that count paths, one
 * real number each. Either is one line of the cache per actor. What they do
 * at an actor is in `_lanes.h`, compiled for registers of one, two, four or
 * eight numbers.
 */

#define WORDS 8
#define LANES 8
#define FEW 4

typedef struct {
    uint64_t word[WORDS];
} Bits;

#ifdef BY_PROCESSOR
#include <immintrin.h>
#define REGISTER 8
#define NAMED(name) name##_512
#define TARGET FOR("avx512f,prefer-vector-width=512")
#include "_lanes.h"
#define REGISTER 4
#define NAMED(name) name##_256
#define TARGET FOR("avx2")
#include "_lanes.h"
#define REGISTER 2
#define NAMED(name) name##_128
#define TARGET
#include "_lanes.h"
#else
#define REGISTER 1
#define NAMED(name) name##_64
#define TARGET
#include "_lanes.h"
#endif

/* ------------------------------------------------------------------ reach
 *
 * Breadth-first searches from 512 actors at once. Distance is the same both
 * ways, so that an actor's sums are over the searches that reach it: at each
 * level it counts the bits that arrive.
 */

/* Write down which searches arrive among those left, from neighbours where
 * they are; tell whether any does. */
typedef int (*Arrive)(Bits *found, Bits *left, const Bits *here, const int32_t *neighbour,
                      const int32_t *end);

/* The sources of one batch that are of one group and in one word. */
typedef struct {
    int word, group;
    uint64_t mask;
} Segment;

static inline int count_bits(uint64_t x) {
#if defined(__GNUC__)
    return __builtin_popcountll(x);
#else
    x -= (x >> 1) & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (int)((x * 0x0101010101010101u) >> 56);
#endif
}

/* starts, others, sources (those of a group together), the group of each
 * source, number of groups; out: sums of 1 / distance by group, of distances,
 * and of actors reached (the last two may be absent). */
BODY int reach_body(Argument *a, Arrive arrive) {
    int64_t n = a[0].length - 1, count = a[2].length, k = a[4].number;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]), *sources = INTS(a[2]), *groups = INTS(a[3]);
    double *inverse = REALS(a[5]), *total = REALS(a[6]), *met = REALS(a[7]);
    void *own[3] = {0};
    Bits *left = lines(n, own), *here = lines(n, own + 1), *next = lines(n, own + 2);
    Segment *segments = zeros(64 * WORDS, sizeof(Segment));
    int failed = !left || !here || !next || !segments;
    for (int64_t first = 0; first < count && !failed; first += 64 * WORDS) {
        int64_t batch = count - first < 64 * WORDS ? count - first : 64 * WORDS;
        Bits all = {{0}};
        int pieces = 0, moved = 1;
        for (int64_t i = 0; i < batch; i++) all.word[i >> 6] |= (uint64_t)1 << (i & 63);
        for (int64_t v = 0; v < n; v++) left[v] = all;
        memset(here, 0, n * sizeof(Bits));
        for (int64_t i = 0; i < batch; i++) {
            int word = (int)(i >> 6), group = groups[first + i];
            uint64_t bit = (uint64_t)1 << (i & 63);
            left[sources[first + i]].word[word] ^= bit;
            here[sources[first + i]].word[word] |= bit;
            if (!pieces || segments[pieces - 1].word != word || segments[pieces - 1].group != group)
                segments[pieces++] = (Segment){word, group, 0};
            segments[pieces - 1].mask |= bit;
        }
        for (int64_t level = 1; moved; level++) {
            double part = 1.0 / (double)level;
            moved = 0;
            for (int64_t v = 0; v < n; v++) {
                const uint64_t *found = next[v].word;
                if (!arrive(next + v, left + v, here, others + starts[v], others + starts[v + 1]))
                    continue;
                moved = 1;
                if (k == 1 || total) {
                    int64_t arrived = 0;
                    for (int w = 0; w < WORDS; w++) arrived += count_bits(found[w]);
                    if (k == 1) inverse[v] += part * (double)arrived;
                    if (total) {
                        total[v] += (double)(level * arrived);
                        met[v] += (double)arrived;
                    }
                }
                if (k > 1)
                    for (int p = 0; p < pieces; p++) {
                        uint64_t bits = found[segments[p].word] & segments[p].mask;
                        if (bits) inverse[v * k + segments[p].group] += part * count_bits(bits);
                    }
            }
            Bits *swap = here;
            here = next;
            next = swap;
        }
    }
    free(own[0]), free(own[1]), free(own[2]), free(segments);
    return failed ? -1 : 0;
}

#ifdef BY_PROCESSOR
static int reach_128(Argument *a) { return reach_body(a, arrive_128); }
FOR("avx2,popcnt") static int reach_256(Argument *a) { return reach_body(a, arrive_256); }
FOR("avx512f,avx512vpopcntdq,avx2,popcnt,prefer-vector-width=512")
static int reach_512(Argument *a) { return reach_body(a, arrive_512); }
static int reach(Argument *a) {
    if (__builtin_cpu_supports("avx512vpopcntdq")) return reach_512(a);
    if (__builtin_cpu_supports("avx2")) return reach_256(a);
    return reach_128(a);
}
#else
static int reach(Argument *a) { return reach_body(a, arrive_64); }
#endif

/* ------------------------------------------------------------------ flows
 *
 * What passes through actors and ties on shortest paths (Brandes).
 */

#ifdef BY_PROCESSOR
static int flows(Argument *a) {
    if (__builtin_cpu_supports("avx512f")) return flows_512(a);
    if (__builtin_cpu_supports("avx2")) return flows_256(a);
    return flows_128(a);
}
#else
static int flows(Argument *a) { return flows_64(a); }
#endif

/* ------------------------------------------------------------------ order */

/* List the neighbours of each actor, sorted, from the two ends of m ties; starts are 0 before. */
static int list_neighbours(const int32_t *ends, int64_t n, int64_t m, int64_t *starts,
                           int32_t *others, int32_t *ties) {
    int64_t *at = zeros(n + 1, sizeof(int64_t));
    int32_t *sorted = zeros(2 * m, sizeof(int32_t));
    int failed = !at || !sorted;
    if (!failed) {
        for (int64_t i = 0; i < 2 * m; i++) starts[ends[i] + 1]++;
        for (int64_t v = 0; v < n; v++) starts[v + 1] += starts[v];
        /* what leads to the first actor, then to the second: handed out in this
         * order, neighbours come sorted */
        memcpy(at, starts, n * sizeof(int64_t));
        for (int64_t i = 0; i < 2 * m; i++) sorted[at[ends[i]]++] = (int32_t)i;
        memcpy(at, starts, n * sizeof(int64_t));
        for (int64_t i = 0; i < 2 * m; i++) {
            int32_t end = sorted[i], other = ends[end ^ 1];
            others[at[other]] = ends[end];
            ties[at[other]++] = end / 2;
        }
    }
    free(at), free(sorted);
    return failed ? -1 : 0;
}

/* the two ends of each tie; out: where the neighbours of each actor start, who
 * they are, sorted, and by which tie. */
static int neighbours(Argument *a) {
    return list_neighbours(INTS(a[0]), a[1].length - 1, a[0].length / 2, LONGS(a[1]), INTS(a[2]),
                           INTS(a[3]));
}

/* Order the actors by falling number of ties, and give the number of each in this order. */
static int by_ties(const int64_t *ends, int64_t n, int64_t m, int64_t *order, int32_t *number) {
    int64_t most = 0, *degree = zeros(n, sizeof(int64_t)), *first;
    for (int64_t i = 0; degree && i < 2 * m; i++)
        if (++degree[ends[i]] > most) most = degree[ends[i]];
    first = zeros(most + 2, sizeof(int64_t));
    int failed = !degree || !first;
    if (!failed) {
        for (int64_t v = 0; v < n; v++) first[most - degree[v] + 1]++;
        for (int64_t d = 0; d <= most; d++) first[d + 1] += first[d];
        for (int64_t v = 0; v < n; v++) {
            number[v] = (int32_t)first[most - degree[v]]++;
            order[number[v]] = v;
        }
    }
    free(degree), free(first);
    return failed ? -1 : 0;
}

/* Put the actors in the order of a search from the first of each component, so
 * that each is near to the next. */
static int stroll(const int64_t *starts, const int32_t *others, int64_t n, int32_t *order) {
    int64_t end = 0;
    uint8_t *met = zeros(n, 1);
    if (!met) return -1;
    for (int64_t root = 0, i = 0; root < n; root++) {
        if (met[root]) continue;
        met[root] = 1;
        order[end++] = (int32_t)root;
        for (; i < end; i++)
            for (int64_t j = starts[order[i]]; j < starts[order[i] + 1]; j++)
                if (!met[others[j]]) met[others[j]] = 1, order[end++] = others[j];
    }
    free(met);
    return 0;
}

/* the two ends of each tie; out: the actors, those of most ties first; under
 * their numbers in this order, neighbours as above, and a walk. */
static int pack(Argument *a) {
    int64_t n = a[1].length, m = a[0].length / 2;
    int32_t *number = zeros(n, sizeof(int32_t)), *ends = zeros(2 * m, sizeof(int32_t));
    int failed = !number || !ends || by_ties(LONGS(a[0]), n, m, LONGS(a[1]), number);
    for (int64_t i = 0; i < 2 * m && !failed; i++) ends[i] = number[LONGS(a[0])[i]];
    failed = failed || list_neighbours(ends, n, m, LONGS(a[2]), INTS(a[3]), INTS(a[4])) ||
             stroll(LONGS(a[2]), INTS(a[3]), n, INTS(a[5]));
    free(number), free(ends);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ distances */

/* starts, others; out: steps between every two actors, row by row, -1 out of reach. */
static int distances(Argument *a) {
    int64_t n = a[0].length - 1;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]);
    int32_t *queue = zeros(n, sizeof(int32_t));
    if (!queue) return -1;
    for (int64_t source = 0; source < n; source++) {
        int32_t *steps = INTS(a[2]) + source * n;
        int64_t end = 1;
        for (int64_t v = 0; v < n; v++) steps[v] = -1;
        steps[source] = 0;
        queue[0] = (int32_t)source;
        for (int64_t i = 0; i < end; i++)
            for (int64_t j = starts[queue[i]]; j < starts[queue[i] + 1]; j++)
                if (steps[others[j]] < 0) {
                    steps[others[j]] = steps[queue[i]] + 1;
                    queue[end++] = others[j];
                }
    }
    free(queue);
    return 0;
}

/* ------------------------------------------------------------------ losses
 *
 * What distances lose without a set of ties. Seen from one source, an actor is
 * cut if every tie that leads to it from one step nearer is gone, or comes
 * from an actor that is cut: nobody else is any farther. Only the cut are
 * searched again, from the edge of what is left.
 */

#define NOWHERE INT32_MAX

typedef struct {
    const int64_t *starts;
    const int32_t *others, *ties;
    int32_t *steps, *needs;      /* from the source; ties from one step nearer */
    int32_t *queue, *cut, *undo; /* the search; who is cut; whose needs were changed */
    int32_t *fresh;              /* steps without the set */
    int32_t *first, *after, *who; /* by level, a list of those who may be at it */
    int64_t *cut_in, *gone_in, *inside; /* the last turn in which it was so */
    int64_t turn;
} Cuts;

static int64_t walk(Cuts *c, int64_t n, int32_t source) {
    int64_t end = 1;
    for (int64_t v = 0; v < n; v++) c->steps[v] = -1, c->needs[v] = 0;
    c->steps[source] = 0;
    c->queue[0] = source;
    for (int64_t i = 0; i < end; i++) {
        int32_t v = c->queue[i];
        for (int64_t j = c->starts[v]; j < c->starts[v + 1]; j++) {
            int32_t w = c->others[j];
            if (c->steps[w] < 0) c->steps[w] = c->steps[v] + 1, c->queue[end++] = w;
            if (c->steps[w] == c->steps[v] + 1) c->needs[w]++;
        }
    }
    return end;
}

/* Cut from those who have lost their last tie on; gives how many are cut. */
static int64_t spread(Cuts *c, int64_t count, int64_t *undone) {
    for (int64_t i = 0; i < count; i++) {
        int32_t v = c->cut[i];
        c->cut_in[v] = c->turn;
        for (int64_t j = c->starts[v]; j < c->starts[v + 1]; j++) {
            int32_t w = c->others[j];
            if (c->steps[w] != c->steps[v] + 1 || c->gone_in[c->ties[j]] == c->turn) continue;
            c->undo[(*undone)++] = w;
            if (!--c->needs[w]) c->cut[count++] = w;
        }
    }
    return count;
}

/* Search those who are cut again. */
static void refill(Cuts *c, int64_t count) {
    int64_t pool = 0, waiting = 0, level = NOWHERE;
    for (int64_t i = 0; i < count; i++) {
        int32_t v = c->cut[i], best = NOWHERE;
        for (int64_t j = c->starts[v]; j < c->starts[v + 1]; j++) {
            int32_t w = c->others[j];
            if (c->cut_in[w] == c->turn || c->gone_in[c->ties[j]] == c->turn) continue;
            if (c->steps[w] >= 0 && c->steps[w] + 1 < best) best = c->steps[w] + 1;
        }
        c->fresh[v] = best;
        if (best == NOWHERE || count == 1) continue;
        if (best < level) level = best;
        c->who[pool] = v;
        c->after[pool] = c->first[best];
        c->first[best] = (int32_t)pool++;
        waiting++;
    }
    for (; waiting; level++)
        while (c->first[level] >= 0) {
            int32_t entry = c->first[level], v = c->who[entry];
            c->first[level] = c->after[entry];
            waiting--;
            if (c->fresh[v] != level) continue; /* found nearer meanwhile */
            for (int64_t j = c->starts[v]; j < c->starts[v + 1]; j++) {
                int32_t w = c->others[j];
                if (c->cut_in[w] != c->turn || c->gone_in[c->ties[j]] == c->turn) continue;
                if (c->fresh[w] <= level + 1) continue;
                c->fresh[w] = (int32_t)level + 1;
                c->who[pool] = w;
                c->after[pool] = c->first[level + 1];
                c->first[level + 1] = (int32_t)pool++;
                waiting++;
            }
        }
}

/* starts, others, ties, the two ends of each tie, sources, kind of each actor
 * (or -1), contrasts of kinds, number of kinds; of each set, where its ties
 * start, which they are, where its members start, who they are; out: per set
 * the loss Σ contrast (1 / distance before - after) of the pairs with both ends
 * among the members, with one, with none; squares of the same, by source. */
static int losses(Argument *a) {
    int64_t n = a[0].length - 1, kinds = a[7].number, sets = a[8].length - 1;
    int64_t m = a[3].length / 2;
    const int32_t *ends = INTS(a[3]), *sources = INTS(a[4]), *kind = INTS(a[5]);
    const double *contrast = REALS(a[6]);
    const int64_t *set_starts = LONGS(a[8]), *member_starts = LONGS(a[10]);
    const int32_t *set_ties = INTS(a[9]), *members = INTS(a[11]);
    double *lost = REALS(a[12]), *squares = REALS(a[13]);
    Cuts c = {
        .starts = LONGS(a[0]), .others = INTS(a[1]), .ties = INTS(a[2]),
        .steps = zeros(n, 4), .needs = zeros(n, 4), .queue = zeros(n, 4), .cut = zeros(n, 4),
        .undo = zeros(m, 4), .fresh = zeros(n, 4), .first = zeros(n + 2, 4),
        .after = zeros(2 * n, 4), .who = zeros(2 * n, 4),
        .cut_in = zeros(n, 8), .gone_in = zeros(m, 8), .inside = zeros(n, 8), .turn = 0,
    };
    double *inverse = zeros(n + 1, sizeof(double));
    int failed = !c.steps || !c.needs || !c.queue || !c.cut || !c.undo || !c.fresh || !c.first ||
                 !c.after || !c.who || !c.cut_in || !c.gone_in || !c.inside || !inverse;
    for (int64_t i = 0; i < n + 2 && !failed; i++) c.first[i] = -1;
    for (int64_t i = 1; i <= n && !failed; i++) inverse[i] = 1.0 / (double)i;
    for (int64_t k = 0; k < a[4].length && !failed; k++) {
        int32_t source = sources[k];
        if (kind[source] < 0) continue;
        const double *worth = contrast + kind[source] * kinds;
        walk(&c, n, source);
        for (int64_t s = 0; s < sets; s++) {
            int64_t count = 0, undone = 0, lone = set_starts[s + 1] - set_starts[s] == 1;
            for (int64_t j = set_starts[s]; j < set_starts[s + 1]; j++) {
                int32_t u = ends[2 * set_ties[j]], v = ends[2 * set_ties[j] + 1];
                int32_t apart = c.steps[v] - c.steps[u], far = apart > 0 ? v : u;
                if (!apart || (lone && c.needs[far] > 1)) continue;
                c.undo[undone++] = far;
                if (!--c.needs[far]) c.cut[count++] = far;
            }
            if (count) {
                double part[3] = {0};
                c.turn++;
                for (int64_t j = set_starts[s]; j < set_starts[s + 1]; j++)
                    c.gone_in[set_ties[j]] = c.turn;
                for (int64_t j = member_starts[s]; j < member_starts[s + 1]; j++)
                    c.inside[members[j]] = c.turn;
                count = spread(&c, count, &undone);
                refill(&c, count);
                for (int64_t i = 0; i < count; i++) {
                    int32_t v = c.cut[i];
                    if (kind[v] < 0) continue;
                    double after = c.fresh[v] == NOWHERE ? 0.0 : inverse[c.fresh[v]];
                    int outside = (c.inside[source] != c.turn) + (c.inside[v] != c.turn);
                    part[outside] += worth[kind[v]] * (inverse[c.steps[v]] - after);
                }
                for (int i = 0; i < 3; i++) {
                    lost[3 * s + i] += part[i];
                    if (squares) squares[3 * s + i] += part[i] * part[i];
                }
            }
            for (int64_t i = 0; i < undone; i++) c.needs[c.undo[i]]++;
        }
    }
    free(c.steps), free(c.needs), free(c.queue), free(c.cut), free(c.undo), free(c.fresh);
    free(c.first), free(c.after), free(c.who), free(c.cut_in), free(c.gone_in), free(c.inside);
    free(inverse);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ lengths
 *
 * Betweenness where ties have lengths: Dijkstra's search, one source at a
 * time. Two paths are as short if their lengths are the same number, summed
 * from the source on, as networkx has it.
 */

typedef struct {
    double length;
    int32_t actor;
} Arrival;

static void push(Arrival *heap, int64_t *size, Arrival new) {
    int64_t i = (*size)++;
    for (; i && heap[(i - 1) / 2].length > new.length; i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
    heap[i] = new;
}

static Arrival pop(Arrival *heap, int64_t *size) {
    Arrival top = heap[0], last = heap[--*size];
    int64_t i = 0;
    for (;;) {
        int64_t child = 2 * i + 1;
        if (child >= *size) break;
        if (child + 1 < *size && heap[child + 1].length < heap[child].length) child++;
        if (heap[child].length >= last.length) break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = last;
    return top;
}

/* starts, others, the length beside each, sources; out: through, its squares
 * summed over sources (may be absent). */
static int flows_by_length(Argument *a) {
    int64_t n = a[0].length - 1;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]), *sources = INTS(a[3]);
    const double *lengths = REALS(a[2]);
    double *through = REALS(a[4]), *squares = REALS(a[5]);
    double *far = zeros(n, 8), *paths = zeros(n, 8), *passing = zeros(n, 8);
    int32_t *order = zeros(n, 4);
    uint8_t *done = zeros(n, 1);
    Arrival *heap = zeros(starts[n] + 1, sizeof(Arrival));
    int failed = !far || !paths || !passing || !order || !done || !heap;
    for (int64_t k = 0; k < a[3].length && !failed; k++) {
        int64_t count = 0, size = 0;
        for (int64_t v = 0; v < n; v++) far[v] = -1.0, paths[v] = passing[v] = 0.0, done[v] = 0;
        far[sources[k]] = 0.0;
        paths[sources[k]] = 1.0;
        push(heap, &size, (Arrival){0.0, sources[k]});
        while (size) {
            int32_t v = pop(heap, &size).actor;
            if (done[v]) continue; /* it arrived by a shorter way before */
            done[v] = 1;
            order[count++] = v;
            for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
                int32_t w = others[j];
                double length = far[v] + lengths[j];
                if (done[w]) continue;
                if (far[w] < 0.0 || length < far[w]) {
                    far[w] = length;
                    paths[w] = paths[v];
                    push(heap, &size, (Arrival){length, w});
                } else if (length == far[w])
                    paths[w] += paths[v];
            }
        }
        for (int64_t i = count - 1; i > 0; i--) {
            int32_t v = order[i];
            double share = (1.0 + passing[v]) / paths[v];
            for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
                int32_t w = others[j];
                if (far[w] + lengths[j] == far[v]) passing[w] += paths[w] * share;
            }
            through[v] += passing[v];
            if (squares) squares[v] += passing[v] * passing[v];
        }
    }
    free(far), free(paths), free(passing), free(order), free(done), free(heap);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ circles */

/* starts, others (sorted, those of most ties numbered first); out: in how many
 * triangles each actor is; the three corners of each, of as many as there is
 * room for. */
static int triangles(Argument *a) {
    int64_t n = a[0].length - 1, found = 0;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]);
    int64_t *count = LONGS(a[2]), room = a[3].length / 3;
    int32_t *corners = INTS(a[3]), *near = zeros(n, sizeof(int32_t));
    if (!near) return -1;
    /* each triangle is met once, from its last corner: those before it are few */
    for (int32_t v = 0; v < n; v++) {
        for (int64_t i = starts[v]; i < starts[v + 1] && others[i] < v; i++) near[others[i]] = v;
        for (int64_t i = starts[v]; i < starts[v + 1] && others[i] < v; i++) {
            int32_t u = others[i];
            for (int64_t j = starts[u]; j < starts[u + 1] && others[j] < u; j++) {
                int32_t w = others[j];
                if (near[w] != v) continue;
                count[u]++, count[v]++, count[w]++;
                if (found < room) {
                    int32_t *corner = corners + 3 * found++;
                    corner[0] = u, corner[1] = v, corner[2] = w;
                }
            }
        }
    }
    free(near);
    return 0;
}

/* Give the group of each actor that is wholly of one, -1 for the others: most
 * are, and their shares need not be looked at. */
static int32_t *only_groups(const double *rows, int64_t n, int64_t k) {
    int32_t *sole = zeros(n, sizeof(int32_t));
    for (int64_t v = 0; sole && v < n; v++) {
        int groups = 0;
        sole[v] = -1;
        for (int64_t g = 0; g < k; g++)
            if (rows[v * k + g] != 0.0) {
                groups++;
                if (rows[v * k + g] == 1.0) sole[v] = (int32_t)g;
            }
        if (groups != 1) sole[v] = -1;
    }
    return sole;
}

/* the two ends of each tie, their weights, shares of each actor in each group,
 * number of groups; out: the weight from each group to each, a tie seen from
 * its first end. */
static int mixed(Argument *a) {
    const int32_t *ends = INTS(a[0]);
    const double *weights = REALS(a[1]), *rows = REALS(a[2]);
    int64_t k = a[3].number;
    double *out = REALS(a[4]);
    int32_t *sole = only_groups(rows, a[2].length / k, k);
    if (!sole) return -1;
    for (int64_t t = 0; t < a[1].length; t++) {
        int32_t u = sole[ends[2 * t]], v = sole[ends[2 * t + 1]];
        if (u >= 0 && v >= 0) {
            out[u * k + v] += weights[t];
            continue;
        }
        const double *one = rows + ends[2 * t] * k, *other = rows + ends[2 * t + 1] * k;
        for (int64_t x = 0; x < k; x++) {
            if (one[x] == 0.0) continue;
            for (int64_t y = 0; y < k; y++)
                if (other[y] != 0.0) out[x * k + y] += weights[t] * one[x] * other[y];
        }
    }
    free(sole);
    return 0;
}

/* starts, others, corners of triangles, shares of each actor in each group,
 * number of groups; out: per actor, over its pairs of partners who are not
 * partners, in how many all three are alike, the two, it and one (sums of
 * products of shares), and how many there are. */
static int open_pairs(Argument *a) {
    int64_t n = a[0].length - 1, k = a[4].number;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]), *corners = INTS(a[2]);
    const double *rows = REALS(a[3]);
    double *out = REALS(a[5]), *sums = zeros(2 * k, sizeof(double));
    int32_t *sole = only_groups(rows, n, k);
    int failed = !sums || !sole;
    for (int64_t v = 0; v < n && !failed; v++) {
        const double *own = rows + v * k;
        double degree = (double)(starts[v + 1] - starts[v]);
        memset(sums, 0, 2 * k * sizeof(double));
        for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
            int32_t group = sole[others[j]];
            if (group >= 0) {
                sums[group] += 1.0;
                sums[k + group] += 1.0;
                continue;
            }
            for (int64_t g = 0; g < k; g++) {
                double share = rows[others[j] * k + g];
                sums[g] += share;
                sums[k + g] += share * share;
            }
        }
        for (int64_t g = 0; g < k; g++) {
            double alike = (sums[g] * sums[g] - sums[k + g]) / 2;
            out[4 * v] += own[g] * alike;
            out[4 * v + 1] += alike;
            out[4 * v + 2] += (degree - 1) * own[g] * sums[g];
        }
        out[4 * v + 3] += degree * (degree - 1) / 2;
    }
    for (int64_t t = 0; t < a[2].length && !failed; t += 3) {
        int32_t u = corners[t], v = corners[t + 1], w = corners[t + 2];
        double all = 0.0, uv = 0.0, vw = 0.0, uw = 0.0;
        if (sole[u] >= 0 && sole[v] >= 0 && sole[w] >= 0) {
            uv = sole[u] == sole[v], vw = sole[v] == sole[w], uw = sole[u] == sole[w];
            all = uv * vw;
        } else for (int64_t g = 0; g < k; g++) {
            double x = rows[u * k + g], y = rows[v * k + g], z = rows[w * k + g];
            all += x * y * z, uv += x * y, vw += y * z, uw += x * z;
        }
        out[4 * u] -= all, out[4 * u + 1] -= vw, out[4 * u + 2] -= uv + uw, out[4 * u + 3] -= 1;
        out[4 * v] -= all, out[4 * v + 1] -= uw, out[4 * v + 2] -= uv + vw, out[4 * v + 3] -= 1;
        out[4 * w] -= all, out[4 * w + 1] -= uv, out[4 * w + 2] -= uw + vw, out[4 * w + 3] -= 1;
    }
    free(sums), free(sole);
    return failed ? -1 : 0;
}

/* starts, others, the weight beside each; out: Burt's constraint and effective
 * size, 0 for who has no tie. */
static int holds(Argument *a) {
    int64_t n = a[0].length - 1;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]);
    const double *weights = REALS(a[2]);
    double *constraint = REALS(a[3]), *effective = REALS(a[4]);
    double *total = zeros(n, 8), *most = zeros(n, 8), *held = zeros(n, 8), *own = zeros(n, 8);
    int32_t *near = zeros(n, 4);
    int failed = !total || !most || !held || !own || !near;
    for (int64_t v = 0; v < n && !failed; v++)
        for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
            total[v] += weights[j];
            if (weights[j] > most[v]) most[v] = weights[j];
        }
    for (int64_t v = 0; v < n && !failed; v++) {
        double repeated = 0.0;
        for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
            near[others[j]] = (int32_t)v + 1;
            held[others[j]] = own[others[j]] = weights[j] / total[v];
        }
        for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
            int32_t q = others[j];
            double through = own[q] / total[q], with = 0.0;
            for (int64_t i = starts[q]; i < starts[q + 1]; i++)
                if (near[others[i]] == v + 1) {
                    held[others[i]] += through * weights[i];
                    with += own[others[i]] * weights[i];
                }
            repeated += with / most[q];
        }
        for (int64_t j = starts[v]; j < starts[v + 1]; j++)
            constraint[v] += held[others[j]] * held[others[j]];
        effective[v] = (double)(starts[v + 1] - starts[v]) - repeated;
    }
    free(total), free(most), free(held), free(own), free(near);
    return failed ? -1 : 0;
}

/* starts, others; out: core numbers. The least tied goes first (Batagelj, Zaversnik). */
static int cores(Argument *a) {
    int64_t n = a[0].length - 1, most = 0;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]);
    int32_t *core = INTS(a[2]), *order = zeros(n, 4), *place = zeros(n, 4);
    for (int64_t v = 0; v < n; v++) {
        core[v] = (int32_t)(starts[v + 1] - starts[v]);
        if (core[v] > most) most = core[v];
    }
    int64_t *first = zeros(most + 2, 8);
    int failed = !order || !place || !first;
    if (!failed) {
        /* sorted by ties: where each number of ties begins */
        for (int64_t v = 0; v < n; v++) first[core[v] + 1]++;
        for (int64_t d = 0; d < most + 1; d++) first[d + 1] += first[d];
        for (int64_t v = 0; v < n; v++) place[v] = (int32_t)first[core[v]]++, order[place[v]] = (int32_t)v;
        for (int64_t d = most + 1; d > 0; d--) first[d] = first[d - 1];
        first[0] = 0;
    }
    for (int64_t i = 0; i < n && !failed; i++) {
        int32_t v = order[i];
        for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
            int32_t w = others[j];
            if (core[w] <= core[v]) continue;
            /* w changes places with the first of those with as many ties, then has one less */
            int32_t at = (int32_t)(first[core[w]] > i ? first[core[w]] : i + 1), x = order[at];
            order[place[w]] = x, place[x] = place[w];
            order[at] = w, place[w] = at;
            first[core[w]--] = at + 1;
        }
    }
    free(order), free(place), free(first);
    return failed ? -1 : 0;
}

/* starts, others, ties; out: who holds a component together, which ties do
 * (Tarjan's low points, without recursion). */
static int cuts(Argument *a) {
    int64_t n = a[0].length - 1, when = 0;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]), *ties = INTS(a[2]);
    int32_t *holding = INTS(a[3]), *bridge = INTS(a[4]);
    int32_t *met = zeros(n, 4), *low = zeros(n, 4), *by = zeros(n, 4), *stack = zeros(n, 4);
    int64_t *next = zeros(n, 8);
    int failed = !met || !low || !by || !stack || !next;
    for (int64_t root = 0; root < n && !failed; root++) {
        int64_t top = 0, branches = 0;
        if (met[root]) continue;
        stack[0] = (int32_t)root;
        by[root] = -1;
        met[root] = low[root] = (int32_t)++when;
        next[root] = starts[root];
        while (top >= 0) {
            int32_t v = stack[top];
            if (next[v] < starts[v + 1]) {
                int64_t j = next[v]++;
                int32_t w = others[j];
                if (!met[w]) {
                    met[w] = low[w] = (int32_t)++when;
                    by[w] = ties[j];
                    next[w] = starts[w];
                    stack[++top] = w;
                    branches += v == root;
                } else if (ties[j] != by[v] && met[w] < low[v])
                    low[v] = met[w];
            } else if (--top >= 0) {
                int32_t u = stack[top];
                if (low[v] < low[u]) low[u] = low[v];
                if (low[v] > met[u]) bridge[by[v]] = 1;
                if (low[v] >= met[u] && u != root) holding[u] = 1;
            }
        }
        if (branches > 1) holding[root] = 1;
    }
    free(met), free(low), free(by), free(stack), free(next);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ chance
 *
 * The numbers drawn come from the caller: nothing here depends on a generator.
 */

/* A member to be dealt, and its place before: of equal chances the first comes first. */
typedef struct {
    int32_t chance, before, member;
} Card;

static int by_chance(const void *left, const void *right) {
    const Card *a = left, *b = right;
    if (a->chance != b->chance) return a->chance > b->chance ? 1 : -1;
    return (a->before > b->before) - (a->before < b->before);
}

/* Deal two alliances of two members each, (a, b) and (c, d), in every table:
 * most are. The number drawn tells one of six ways: who goes where if they
 * share nobody; whether the two others are exchanged if they share one. There
 * is no branch, so that the compiler takes several tables at once. */
BODY void deal_four(int32_t *restrict first, int32_t *restrict second, int32_t *restrict third,
                    int32_t *restrict fourth, const int32_t *restrict drawn, int64_t tables) {
    for (int64_t t = 0; t < tables; t++) {
        int32_t a = first[t], b = second[t], c = third[t], d = fourth[t];
        int32_t way = (int32_t)((uint64_t)(uint32_t)drawn[t] * 6 >> 32);
        int a_stays = (a == c) | (a == d), b_stays = (b == c) | (b == d);
        int c_stays = (c == a) | (c == b), shared = a_stays | b_stays;
        int all = !shared & (way == 1);
        int one = shared ? !(a_stays & b_stays) & (way > 2) : way > 1;
        int of_b = shared ? a_stays : way > 3, of_d = shared ? c_stays : way & 1;
        int32_t leaves = of_b ? b : a, comes = of_d ? d : c;
        first[t] = all ? c : one & !of_b ? comes : a;
        second[t] = all ? d : one & of_b ? comes : b;
        third[t] = all ? a : one & !of_d ? leaves : c;
        fourth[t] = all ? b : one & of_d ? leaves : d;
    }
}

typedef struct {
    int64_t *seen, *places, turn; /* of actors, when they were met; of cards, where they lay */
    Card *cards;
} Deal;

/* Deal two alliances of any size in a table, between these edges: its members
 * stand `apart` from each other, and so do the numbers drawn for them. */
static void deal(Deal *d, int32_t *table, const int32_t *drawn, int64_t apart,
                 const int64_t *edges) {
    int64_t *seen = d->seen, *places = d->places, size = 0;
    Card *cards = d->cards;
    /* met in one alliance: turn; in both: turn + 1 */
    int64_t turn = d->turn += 2;
    for (int64_t j = edges[0]; j < edges[1]; j++) seen[table[j * apart]] = turn;
    for (int64_t j = edges[2]; j < edges[3]; j++)
        seen[table[j * apart]] = seen[table[j * apart]] == turn ? turn + 1 : 0;
    for (int which = 0; which < 4; which += 2)
        for (int64_t j = edges[which]; j < edges[which + 1]; j++, drawn += apart) {
            int32_t member = table[j * apart];
            if (seen[member] == turn + 1) continue;
            places[size] = j;
            cards[size] = (Card){*drawn, (int32_t)size, member};
            size++;
        }
    if (size > 24)
        qsort(cards, (size_t)size, sizeof(Card), by_chance);
    else
        for (int64_t j = 1; j < size; j++) {
            Card card = cards[j];
            int64_t at = j;
            for (; at && cards[at - 1].chance > card.chance; at--) cards[at] = cards[at - 1];
            cards[at] = card;
        }
    for (int64_t j = 0; j < size; j++) table[places[j] * apart] = cards[j].member;
}

/* where the members of each alliance start; tables, a column of members each,
 * to be dealt again; an order of the alliances, of which every two trade;
 * numbers by chance, a column per table: one for two alliances of two, one per
 * membership for others. */
BODY int trade_body(Argument *a) {
    int64_t count = a[0].length - 1;
    const int64_t *starts = LONGS(a[0]), *order = LONGS(a[2]);
    int64_t width = starts[count], tables = width ? a[1].length / width : 0;
    int32_t *members = INTS(a[1]), last = 0;
    const int32_t *drawn = INTS(a[3]);
    for (int64_t i = 0; i < a[1].length; i++) last = members[i] > last ? members[i] : last;
    Deal d = {zeros((int64_t)last + 1, 8), zeros(width, 8), 0, zeros(width, sizeof(Card))};
    int failed = !d.seen || !d.places || !d.cards;
    for (int64_t i = 0; i + 1 < count && !failed; i += 2) {
        const int64_t *one = starts + order[i], *other = starts + order[i + 1];
        int64_t edges[4] = {one[0], one[1], other[0], other[1]};
        if (one[1] - one[0] == 2 && other[1] - other[0] == 2) {
            int32_t *first = members + one[0] * tables, *third = members + other[0] * tables;
            deal_four(first, first + tables, third, third + tables, drawn, tables);
            drawn += tables;
            continue;
        }
        for (int64_t t = 0; t < tables; t++) deal(&d, members + t, drawn + t, tables, edges);
        drawn += (one[1] - one[0] + other[1] - other[0]) * tables;
    }
    free(d.seen), free(d.places), free(d.cards);
    return failed ? -1 : 0;
}

static int trade_plain(Argument *a) { return trade_body(a); }
#ifdef BY_PROCESSOR
FOR("avx2") static int trade_256(Argument *a) { return trade_body(a); }
FOR("avx512f,prefer-vector-width=512") static int trade_512(Argument *a) { return trade_body(a); }
static int trade(Argument *a) {
    if (__builtin_cpu_supports("avx512f")) return trade_512(a);
    if (__builtin_cpu_supports("avx2")) return trade_256(a);
    return trade_plain(a);
}
#else
static int trade(Argument *a) { return trade_plain(a); }
#endif

/* where the members of each alliance start; tables, a column of members each;
 * shares of each actor in each group, number of groups; out: per table and
 * pair of groups, in how many alliances they meet: the sum over an alliance's
 * pairs of actors of products of shares, at most 1. */
static int meetings(Argument *a) {
    int64_t count = a[0].length - 1, k = a[3].number, cells = k * (k + 1) / 2;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *members = INTS(a[1]);
    int64_t width = starts[count], tables = width ? a[1].length / width : 0;
    const double *rows = REALS(a[2]);
    double *out = REALS(a[4]), *present = zeros(k + cells, sizeof(double));
    double *own = present ? present + k : NULL;
    int32_t *sole = only_groups(rows, a[2].length / k, k);
    int failed = !present || !sole;
    for (int64_t s = 0; s < count && !failed; s++)
        for (int64_t t = 0; t < tables; t++) {
            const int32_t *member = members + starts[s] * tables + t;
            int32_t one = -1, other = -1;
            if (starts[s + 1] - starts[s] == 2) one = sole[member[0]], other = sole[member[tables]];
            if (one >= 0 && other >= 0) { /* most alliances: two actors, of one group each */
                int64_t low = one < other ? one : other, high = one < other ? other : one;
                out[t * cells + low * k - low * (low - 1) / 2 + high - low] += 1.0;
                continue;
            }
            memset(present, 0, (k + cells) * sizeof(double));
            for (int64_t j = starts[s]; j < starts[s + 1]; j++, member += tables) {
                const double *row = rows + *member * k;
                for (int64_t x = 0, cell = 0; x < k; x++) {
                    present[x] += row[x];
                    if (row[x] == 0.0) { cell += k - x; continue; }
                    for (int64_t y = x; y < k; y++) own[cell++] += row[x] * row[y];
                }
            }
            for (int64_t x = 0, cell = 0; x < k; x++) {
                if (present[x] == 0.0) { cell += k - x; continue; }
                for (int64_t y = x; y < k; y++, cell++) {
                    /* an actor does not meet itself */
                    double met = present[x] * present[y] - own[cell];
                    if (x == y) met /= 2;
                    out[t * cells + cell] += met < 1.0 ? met : 1.0;
                }
            }
        }
    free(present), free(sole);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ communities */

/* starts, others (no self-links), the weight beside each, strength of each
 * node, order of the nodes, total weight m, 2 m², resolution; communities,
 * given one per node and moved by Louvain's first phase; out: moves made. */
static int moves(Argument *a) {
    int64_t n = a[0].length - 1, moved = 1;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]), *order = INTS(a[4]);
    const double *weights = REALS(a[2]), *strength = REALS(a[3]);
    double m = a[5].real, square = a[6].real, resolution = a[7].real;
    int32_t *community = INTS(a[8]);
    double *total = zeros(n, 8), *towards = zeros(n, 8);
    int32_t *near = zeros(n + 1, 4);
    uint8_t *listed = zeros(n, 1);
    int failed = !total || !towards || !near || !listed;
    for (int64_t v = 0; v < n && !failed; v++) total[community[v]] += strength[v];
    while (moved && !failed) {
        moved = 0;
        for (int64_t i = 0; i < n; i++) {
            int32_t v = order[i], own = community[v], best = own;
            int64_t count = 0;
            double most = 0.0;
            /* in the order in which they are met: the first of equals is taken */
            for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
                int32_t c = community[others[j]];
                if (!listed[c]) listed[c] = 1, near[count++] = c, towards[c] = 0.0;
                towards[c] += weights[j];
            }
            if (!listed[own]) listed[own] = 1, near[count++] = own, towards[own] = 0.0;
            total[own] -= strength[v];
            double leaving = -towards[own] / m + resolution * (total[own] * strength[v]) / square;
            for (int64_t j = 0; j < count; j++) {
                int32_t c = near[j];
                double gain =
                    leaving + towards[c] / m - resolution * (total[c] * strength[v]) / square;
                if (gain > most) most = gain, best = c;
                listed[c] = 0;
            }
            total[best] += strength[v];
            if (best != own) community[v] = best, moved++, LONGS(a[9])[0]++;
        }
    }
    free(total), free(towards), free(near), free(listed);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ pagerank
 *
 * On ties without direction the walk's equations are symmetric once divided by
 * square roots of strength: conjugate gradients solve them in some forty looks
 * at the ties, where following the walk takes two hundred.
 */

/* starts, others, the weight beside each, share of steps that follow a tie;
 * out: shares that sum to 1. */
static int pagerank(Argument *a) {
    int64_t n = a[0].length - 1;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]);
    const double *weights = REALS(a[2]);
    double damping = a[3].real, *x = REALS(a[4]), left = 0.0, goal, sum = 0.0;
    double *root = zeros(n, 8), *rest = zeros(n, 8), *way = zeros(n, 8), *image = zeros(n, 8);
    double *spread = zeros(n, 8);
    int failed = !root || !rest || !way || !image || !spread;
    for (int64_t v = 0; v < n && !failed; v++) {
        double strength = 0.0;
        for (int64_t j = starts[v]; j < starts[v + 1]; j++) strength += weights[j];
        /* who has no tie is left at 1, like the rest before the walk */
        root[v] = strength > 0.0 ? sqrt(strength) : 1.0;
        x[v] = 0.0;
        rest[v] = way[v] = 1.0 / root[v];
        left += rest[v] * rest[v];
    }
    goal = left * 1e-26;
    for (int turn = 0; turn < 500 && left > goal && !failed; turn++) {
        double along = 0.0, before = left;
        for (int64_t v = 0; v < n; v++) spread[v] = way[v] / root[v];
        for (int64_t v = 0; v < n; v++) {
            double from = 0.0;
            for (int64_t j = starts[v]; j < starts[v + 1]; j++)
                from += weights[j] * spread[others[j]];
            image[v] = way[v] - damping * from / root[v];
            along += way[v] * image[v];
        }
        left = 0.0;
        for (int64_t v = 0; v < n; v++) {
            x[v] += before / along * way[v];
            rest[v] -= before / along * image[v];
            left += rest[v] * rest[v];
        }
        for (int64_t v = 0; v < n; v++) way[v] = rest[v] + left / before * way[v];
    }
    for (int64_t v = 0; v < n && !failed; v++) sum += x[v] *= root[v];
    for (int64_t v = 0; v < n && !failed; v++) x[v] /= sum;
    free(root), free(rest), free(way), free(image), free(spread);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ Python
 *
 * A kernel says what it takes with one letter per argument: i and l for arrays
 * of whole numbers of 32 and 64 bits, d of real ones, capital where it
 * writes them, n for a whole number, x for a real one. None stands for an
 * absent array.
 */

#define MOST 16

static int read_argument(PyObject *value, char letter, Argument *argument, Py_buffer *view) {
    char wanted = letter | 0x20;
    if (letter == 'n') {
        argument->number = PyLong_AsLongLong(value);
        return PyErr_Occurred() ? -1 : 0;
    }
    if (letter == 'x') {
        argument->real = PyFloat_AsDouble(value);
        return PyErr_Occurred() ? -1 : 0;
    }
    if (value == Py_None) return 0;
    int flags = PyBUF_C_CONTIGUOUS | PyBUF_FORMAT | (letter == wanted ? 0 : PyBUF_WRITABLE);
    if (PyObject_GetBuffer(value, view, flags)) return -1;
    const char *format = view->format ? view->format : "B";
    size_t size = wanted == 'i' ? 4 : 8;
    int real = wanted == 'd';
    int known = strlen(format) == 1 && (real ? *format == wanted : strchr("ilq", *format) != NULL);
    if (!known || (size_t)view->itemsize != size) {
        PyErr_Format(PyExc_TypeError, "an array of type %c, not %s", wanted, format);
        return -1;
    }
    argument->data = view->buf;
    argument->length = view->len / view->itemsize;
    return 0;
}

static PyObject *call(int (*kernel)(Argument *), const char *letters, PyObject *values) {
    Argument arguments[MOST] = {{0}};
    Py_buffer views[MOST] = {{0}};
    Py_ssize_t count = (Py_ssize_t)strlen(letters);
    int failed = PyTuple_Size(values) != count;
    if (failed) PyErr_Format(PyExc_TypeError, "%zd arguments, not %zd", count, PyTuple_Size(values));
    for (Py_ssize_t i = 0; i < count && !failed; i++)
        failed = read_argument(PyTuple_GetItem(values, i), letters[i], arguments + i, views + i);
    if (!failed) {
        Py_BEGIN_ALLOW_THREADS
        failed = kernel(arguments);
        Py_END_ALLOW_THREADS
        if (failed) PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; i < count; i++)
        if (views[i].obj) PyBuffer_Release(views + i);
    if (failed) return NULL;
    Py_RETURN_NONE;
}

#define KERNEL(name, letters)                                            \
    static PyObject *py_##name(PyObject *module, PyObject *arguments) { \
        (void)module;                                                    \
        return call(name, letters, arguments);                           \
    }
KERNEL(neighbours, "iLII")
KERNEL(pack, "lLLIII")
KERNEL(reach, "liiinDDD")
KERNEL(distances, "liI")
KERNEL(flows, "liiiidlDDD")
KERNEL(flows_by_length, "lidiDD")
KERNEL(losses, "liiiiidnliliDD")
KERNEL(triangles, "liLI")
KERNEL(mixed, "iddnD")
KERNEL(open_pairs, "liidnD")
KERNEL(holds, "lidDD")
KERNEL(cores, "liI")
KERNEL(cuts, "liiII")
KERNEL(pagerank, "lidxD")
KERNEL(trade, "lIli")
KERNEL(meetings, "lidnD")
KERNEL(moves, "liddixxxIL")

/* of _dicts.c */
PyObject *py_pairs(PyObject *module, PyObject *arguments);
PyObject *py_weights(PyObject *module, PyObject *arguments);
PyObject *py_groups(PyObject *module, PyObject *arguments);

#define LISTED(name) {#name, py_##name, METH_VARARGS, NULL}
static PyMethodDef methods[] = {
    LISTED(neighbours), LISTED(pack), LISTED(reach), LISTED(distances), LISTED(flows), LISTED(flows_by_length), LISTED(losses),
    LISTED(triangles), LISTED(mixed), LISTED(open_pairs), LISTED(holds), LISTED(cores), LISTED(cuts),
    LISTED(pagerank), LISTED(trade), LISTED(meetings), LISTED(moves),
    LISTED(pairs), LISTED(weights), LISTED(groups), {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernels", NULL, 0, methods,
                                    NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernels(void) { return PyModule_Create(&module); }
