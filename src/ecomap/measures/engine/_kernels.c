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

/* ------------------------------------------------------------------ reach
 *
 * Breadth-first searches from 512 actors at once, one bit each. Distance is
 * the same both ways, so that an actor's sums are over the searches that reach
 * it: at each level it counts the bits that arrive.
 */

#define WORDS 8

typedef struct {
    uint64_t word[WORDS];
} Bits;

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
BODY int reach_body(Argument *a) {
    int64_t n = a[0].length - 1, count = a[2].length, k = a[4].number;
    const int64_t *starts = LONGS(a[0]);
    const int32_t *others = INTS(a[1]), *sources = INTS(a[2]), *groups = INTS(a[3]);
    double *inverse = REALS(a[5]), *total = REALS(a[6]), *met = REALS(a[7]);
    Bits *seen = zeros(n, sizeof(Bits)), *here = zeros(n, sizeof(Bits));
    Bits *next = zeros(n, sizeof(Bits));
    Segment *segments = zeros(64 * WORDS, sizeof(Segment));
    int failed = !seen || !here || !next || !segments;
    for (int64_t first = 0; first < count && !failed; first += 64 * WORDS) {
        int64_t batch = count - first < 64 * WORDS ? count - first : 64 * WORDS;
        Bits all = {{0}};
        int pieces = 0, moved = 1;
        memset(seen, 0, n * sizeof(Bits));
        memset(here, 0, n * sizeof(Bits));
        for (int64_t i = 0; i < batch; i++) {
            int word = (int)(i >> 6), group = groups[first + i];
            uint64_t bit = (uint64_t)1 << (i & 63);
            all.word[word] |= bit;
            seen[sources[first + i]].word[word] |= bit;
            here[sources[first + i]].word[word] |= bit;
            if (!pieces || segments[pieces - 1].word != word || segments[pieces - 1].group != group)
                segments[pieces++] = (Segment){word, group, 0};
            segments[pieces - 1].mask |= bit;
        }
        for (int64_t level = 1; moved; level++) {
            double part = 1.0 / (double)level;
            moved = 0;
            for (int64_t v = 0; v < n; v++) {
                uint64_t open[WORDS], found[WORDS] = {0}, some = 0;
                for (int w = 0; w < WORDS; w++) some |= open[w] = all.word[w] & ~seen[v].word[w];
                if (some) {
                    for (int64_t j = starts[v]; j < starts[v + 1]; j++) {
                        const uint64_t *from = here[others[j]].word;
                        for (int w = 0; w < WORDS; w++) found[w] |= from[w];
                    }
                    some = 0;
                    for (int w = 0; w < WORDS; w++) some |= found[w] &= open[w];
                }
                for (int w = 0; w < WORDS; w++) next[v].word[w] = found[w];
                if (!some) continue;
                moved = 1;
                for (int w = 0; w < WORDS; w++) seen[v].word[w] |= found[w];
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
    free(seen), free(here), free(next), free(segments);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ flows
 *
 * What passes through actors and ties on shortest paths (Brandes), eight
 * sources side by side: the paths of eight searches to one actor are one line
 * of the cache, so that one look at a neighbour serves eight searches. The
 * code is in `_lanes.h`, compiled for registers of one, two, four or eight.
 */

#define LANES 8
#define FEW 4

static void *lines(int64_t count, void **owned) {
    /* aligned by hand: aligned_alloc is not everywhere */
    char *raw = *owned = zeros(count + 1, 64);
    return raw ? raw + (64 - (uintptr_t)raw % 64) : NULL;
}

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


static int reach_plain(Argument *a) { return reach_body(a); }
#ifdef BY_PROCESSOR
FOR("avx2,popcnt") static int reach_256(Argument *a) { return reach_body(a); }
FOR("avx512f,avx512vpopcntdq,avx2,popcnt,prefer-vector-width=512")
static int reach_512(Argument *a) { return reach_body(a); }
static int reach(Argument *a) {
    if (__builtin_cpu_supports("avx512vpopcntdq")) return reach_512(a);
    if (__builtin_cpu_supports("avx2")) return reach_256(a);
    return reach_plain(a);
}
static int flows(Argument *a) {
    if (__builtin_cpu_supports("avx512f")) return flows_512(a);
    if (__builtin_cpu_supports("avx2")) return flows_256(a);
    return flows_128(a);
}
#else
static int reach(Argument *a) { return reach_plain(a); }
static int flows(Argument *a) { return flows_64(a); }
#endif

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

/* ------------------------------------------------------------------ Python
 *
 * A kernel says what it takes with one letter per argument: i, l and d for
 * arrays of 32-bit, 64-bit and real numbers, capital where it writes them, n
 * for a whole number, x for a real one. None stands for an absent array.
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
    int real = !strcmp(format, "d"), whole = strlen(format) == 1 && strchr("ilq", *format);
    if ((wanted == 'd' ? !real : !whole) || (size_t)view->itemsize != size) {
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
KERNEL(reach, "liiinDDD")
KERNEL(distances, "liI")
KERNEL(flows, "liiiidlDDD")

#define LISTED(name) {#name, py_##name, METH_VARARGS, NULL}
static PyMethodDef methods[] = {
    LISTED(reach), LISTED(distances), LISTED(flows), {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernels", NULL, 0, methods,
                                    NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernels(void) { return PyModule_Create(&module); }
