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

/* Write the ties that dictionaries of neighbours tell, each where it is met
 * first: around (a list of them), number (of each actor); out: which entries
 * tell a tie first (bytes), its two numbers. Gives the number of ties. */
PyObject *py_pairs(PyObject *module, PyObject *arguments) {
    PyObject *around, *number, *once_array, *pairs_array;
    Py_buffer once_view, pairs_view;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOOO", &around, &number, &once_array, &pairs_array))
        return NULL;
    Py_ssize_t count = entries(around), at = 0, found = 0;
    if (count < 0 || !PyDict_CheckExact(number)) return PyLong_FromLong(-1);
    uint8_t *once = writable(once_array, &once_view, 1, count);
    if (!once) return NULL;
    int64_t *pairs = writable(pairs_array, &pairs_view, 8, count - count % 2);
    if (!pairs) { PyBuffer_Release(&once_view); return NULL; }
    int failed = 0;
    for (Py_ssize_t i = 0; i < PyList_Size(around) && !failed; i++) {
        PyObject *others = PyList_GetItem(around, i), *other, *tie;
        Py_ssize_t place = 0;
        while (!failed && PyDict_Next(others, &place, &other, &tie)) {
            Py_INCREF(other); /* comparing actors may run code of theirs */
            PyObject *its = PyDict_GetItemWithError(number, other);
            Py_ssize_t j = its ? PyLong_AsSsize_t(its) : -1;
            Py_DECREF(other);
            failed = j < 0 || at >= count;
            if (failed) break;
            once[at] = i < j;
            if (once[at++] && found < count / 2) {
                pairs[2 * found] = i;
                pairs[2 * found++ + 1] = j;
            }
        }
    }
    PyBuffer_Release(&once_view);
    PyBuffer_Release(&pairs_view);
    if (!failed) return PyLong_FromSsize_t(found);
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_KeyError, "a neighbour that is no actor");
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
