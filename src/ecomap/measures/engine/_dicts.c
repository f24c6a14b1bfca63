/*
 * Reading the dictionaries of networkx, for `engine.ties`.
 *
 * The interpreter is held all along. What is not a dictionary is not read
 * here: the answer is then -1, and the caller takes its own way.
 */

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

/* Give the array behind a buffer, if its items have that size and there are enough of them. */
static void *writable(PyObject *array, Py_buffer *view, Py_ssize_t size, Py_ssize_t least) {
    if (PyObject_GetBuffer(array, view, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE)) return NULL;
    if (view->itemsize == size && view->len >= least * size) return view->buf;
    PyBuffer_Release(view);
    PyErr_SetString(PyExc_TypeError, "an array of another type or size");
    return NULL;
}

/* Count the entries of a list of dictionaries; -1 if one is something else. */
static Py_ssize_t entries(PyObject *around) {
    Py_ssize_t count = 0;
    if (!PyList_Check(around)) return -1;
    for (Py_ssize_t i = 0; i < PyList_Size(around); i++) {
        PyObject *others = PyList_GetItem(around, i);
        if (!PyDict_CheckExact(others)) return -1;
        count += PyDict_Size(others);
    }
    return count;
}

/* ------------------------------------------------------------------ numbers
 *
 * Graphs hold the same object wherever they name an actor, nearly always: the
 * number of an actor is looked up by its address, in a table of its own that is
 * small enough for the cache. An object met for the first time is compared as
 * Python does, once. All of them are held by the graph meanwhile.
 */

typedef struct {
    PyObject *actor;
    Py_ssize_t number;
} Slot;

typedef struct {
    Slot *slots;
    size_t mask, filled;
    PyObject *actors, *equals; /* a list; a dictionary, made when it is needed */
} Numbers;

static Slot *slot_of(const Numbers *numbers, PyObject *actor) {
    size_t at = ((uintptr_t)actor >> 4) * (size_t)0x9E3779B97F4A7C15u >> 20 & numbers->mask;
    while (numbers->slots[at].actor && numbers->slots[at].actor != actor)
        at = (at + 1) & numbers->mask;
    return numbers->slots + at;
}

static int begin_numbers(Numbers *numbers, PyObject *actors) {
    size_t size = 16, count = (size_t)PyList_Size(actors);
    while (size < 4 * count) size *= 2;
    *numbers = (Numbers){PyMem_Calloc(size, sizeof(Slot)), size - 1, 0, actors, NULL};
    if (!numbers->slots) { PyErr_NoMemory(); return -1; }
    for (size_t i = 0; i < count; i++) {
        PyObject *actor = PyList_GetItem(actors, (Py_ssize_t)i);
        *slot_of(numbers, actor) = (Slot){actor, (Py_ssize_t)i};
        numbers->filled++;
    }
    return 0;
}

static void end_numbers(Numbers *numbers) {
    PyMem_Free(numbers->slots);
    Py_XDECREF(numbers->equals);
}

/* Number the actors by what they are equal to. */
static PyObject *equals_of(const Numbers *numbers) {
    PyObject *equals = PyDict_New();
    for (Py_ssize_t i = 0; equals && i < PyList_Size(numbers->actors); i++) {
        PyObject *number = PyLong_FromSsize_t(i);
        if (!number || PyDict_SetItem(equals, PyList_GetItem(numbers->actors, i), number))
            Py_CLEAR(equals);
        Py_XDECREF(number);
    }
    return equals;
}

/* Give the number of an actor; -1, and an error, if it has none. */
static Py_ssize_t number_of(Numbers *numbers, PyObject *actor) {
    Slot *slot = slot_of(numbers, actor);
    if (slot->actor) return slot->number;
    if (!numbers->equals) numbers->equals = equals_of(numbers);
    if (!numbers->equals) return -1;
    Py_INCREF(actor); /* comparing actors may run code of theirs */
    PyObject *number = PyDict_GetItemWithError(numbers->equals, actor);
    Py_DECREF(actor);
    if (!number) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_KeyError, "a neighbour that is no actor");
        return -1;
    }
    Py_ssize_t its = PyLong_AsSsize_t(number);
    if (2 * numbers->filled < numbers->mask) {
        *slot = (Slot){actor, its};
        numbers->filled++;
    }
    return its;
}

/* Write the ties that dictionaries of neighbours tell, each where it is met
 * first: around (a list of them), actors (a list, in the same order); out:
 * which entries tell a tie first (bytes), its two numbers. Gives the number of
 * ties. */
PyObject *py_pairs(PyObject *module, PyObject *arguments) {
    PyObject *around, *actors, *once_array, *pairs_array;
    Py_buffer once_view, pairs_view;
    Numbers numbers;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OO!OO", &around, &PyList_Type, &actors, &once_array,
                          &pairs_array))
        return NULL;
    Py_ssize_t count = entries(around), at = 0, found = 0;
    if (count < 0) return PyLong_FromLong(-1);
    uint8_t *once = writable(once_array, &once_view, 1, count);
    if (!once) return NULL;
    int64_t *pairs = writable(pairs_array, &pairs_view, 8, count - count % 2);
    if (!pairs) { PyBuffer_Release(&once_view); return NULL; }
    int failed = begin_numbers(&numbers, actors);
    for (Py_ssize_t i = 0; i < PyList_Size(around) && !failed; i++) {
        PyObject *others = PyList_GetItem(around, i), *other, *tie;
        Py_ssize_t place = 0;
        while (!failed && PyDict_Next(others, &place, &other, &tie)) {
            Py_ssize_t j = number_of(&numbers, other);
            failed = j < 0 || at >= count;
            if (failed) break;
            once[at] = i < j;
            if (once[at++] && found < count / 2) {
                pairs[2 * found] = i;
                pairs[2 * found++ + 1] = j;
            }
        }
    }
    end_numbers(&numbers);
    PyBuffer_Release(&once_view);
    PyBuffer_Release(&pairs_view);
    if (!failed) return PyLong_FromSsize_t(found);
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, "the graph changed meanwhile");
    return NULL;
}

/* Write the weight of each tie: around and once as above, the name of the
 * attribute; out: its value, 1 where a tie has none. Gives the number of ties. */
PyObject *py_weights(PyObject *module, PyObject *arguments) {
    PyObject *around, *once_array, *name, *weights_array;
    Py_buffer once_view, weights_view;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOOO", &around, &once_array, &name, &weights_array))
        return NULL;
    Py_ssize_t count = entries(around), at = 0, found = 0;
    if (count < 0) return PyLong_FromLong(-1);
    const uint8_t *once = writable(once_array, &once_view, 1, count);
    if (!once) return NULL;
    double *weights = writable(weights_array, &weights_view, 8, 0);
    if (!weights) { PyBuffer_Release(&once_view); return NULL; }
    Py_ssize_t most = weights_view.len / 8;
    int failed = 0, other_kind = 0;
    for (Py_ssize_t i = 0; i < PyList_Size(around) && !failed && !other_kind; i++) {
        PyObject *others = PyList_GetItem(around, i), *other, *tie;
        Py_ssize_t place = 0;
        while (!failed && PyDict_Next(others, &place, &other, &tie)) {
            if (at >= count || !once[at++]) continue;
            other_kind = !PyDict_Check(tie) || found >= most;
            if (other_kind) break;
            PyObject *value = PyDict_GetItemWithError(tie, name);
            Py_XINCREF(value);
            weights[found++] = value ? PyFloat_AsDouble(value) : 1.0;
            Py_XDECREF(value);
            failed = PyErr_Occurred() != NULL;
        }
    }
    PyBuffer_Release(&once_view);
    PyBuffer_Release(&weights_view);
    return failed ? NULL : PyLong_FromSsize_t(other_kind ? -1 : found);
}

/* Write the group of each actor: a list of its attributes, the name of one, a
 * dictionary from its values to numbers, the name of another; out: the number,
 * -1 for an actor without the first, and whether it has the other. Gives -1
 * where a value has no number. */
PyObject *py_groups(PyObject *module, PyObject *arguments) {
    PyObject *actors, *name, *numbers, *other, *group_array, *has_array;
    Py_buffer group_view, has_view;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O!OO!OOO", &PyList_Type, &actors, &name, &PyDict_Type,
                          &numbers, &other, &group_array, &has_array))
        return NULL;
    Py_ssize_t count = PyList_Size(actors);
    int32_t *group = writable(group_array, &group_view, 4, count);
    if (!group) return NULL;
    uint8_t *has = writable(has_array, &has_view, 1, count);
    if (!has) { PyBuffer_Release(&group_view); return NULL; }
    int known = 1, found = 0;
    for (Py_ssize_t i = 0; i < count && known && found >= 0; i++) {
        PyObject *told = i < PyList_Size(actors) ? PyList_GetItem(actors, i) : NULL;
        known = told && PyDict_Check(told);
        if (!known) break;
        PyObject *value = PyDict_GetItemWithError(told, name), *number = NULL;
        group[i] = -1;
        if (value) {
            Py_INCREF(value); /* comparing values may run code of theirs */
            number = PyDict_GetItemWithError(numbers, value);
            Py_DECREF(value);
            known = number != NULL;
        }
        if (number) group[i] = (int32_t)PyLong_AsLong(number);
        found = PyErr_Occurred() ? -1 : PyDict_Contains(told, other);
        has[i] = found > 0;
    }
    PyBuffer_Release(&group_view);
    PyBuffer_Release(&has_view);
    return PyErr_Occurred() ? NULL : PyLong_FromLong(known ? 0 : -1);
}
