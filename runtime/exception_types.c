/* The built-in exceptions: Python's hierarchy. */

//@ nb_BaseException <stddef.h>
NB_API const nb_type nb_BaseException = {"BaseException", NULL};
//@ nb_Exception
NB_API const nb_type nb_Exception = {"Exception", &nb_BaseException};
//@ nb_ArithmeticError
NB_API const nb_type nb_ArithmeticError = {"ArithmeticError", &nb_Exception};
//@ nb_ZeroDivisionError
NB_API const nb_type nb_ZeroDivisionError = {"ZeroDivisionError", &nb_ArithmeticError};
//@ nb_OverflowError
NB_API const nb_type nb_OverflowError = {"OverflowError", &nb_ArithmeticError};
//@ nb_FloatingPointError
NB_API const nb_type nb_FloatingPointError = {"FloatingPointError", &nb_ArithmeticError};
//@ nb_LookupError
NB_API const nb_type nb_LookupError = {"LookupError", &nb_Exception};
//@ nb_IndexError
NB_API const nb_type nb_IndexError = {"IndexError", &nb_LookupError};
//@ nb_KeyError
NB_API const nb_type nb_KeyError = {"KeyError", &nb_LookupError};
//@ nb_ValueError
NB_API const nb_type nb_ValueError = {"ValueError", &nb_Exception};
//@ nb_UnicodeError
NB_API const nb_type nb_UnicodeError = {"UnicodeError", &nb_ValueError};
//@ nb_UnicodeDecodeError
NB_API const nb_type nb_UnicodeDecodeError = {"UnicodeDecodeError", &nb_UnicodeError};
//@ nb_UnicodeEncodeError
NB_API const nb_type nb_UnicodeEncodeError = {"UnicodeEncodeError", &nb_UnicodeError};
//@ nb_TypeError
NB_API const nb_type nb_TypeError = {"TypeError", &nb_Exception};
//@ nb_AssertionError
NB_API const nb_type nb_AssertionError = {"AssertionError", &nb_Exception};
//@ nb_AttributeError
NB_API const nb_type nb_AttributeError = {"AttributeError", &nb_Exception};
//@ nb_BufferError
NB_API const nb_type nb_BufferError = {"BufferError", &nb_Exception};
//@ nb_EOFError
NB_API const nb_type nb_EOFError = {"EOFError", &nb_Exception};
//@ nb_ImportError
NB_API const nb_type nb_ImportError = {"ImportError", &nb_Exception};
//@ nb_NameError
NB_API const nb_type nb_NameError = {"NameError", &nb_Exception};
//@ nb_ReferenceError
NB_API const nb_type nb_ReferenceError = {"ReferenceError", &nb_Exception};
//@ nb_RuntimeError
NB_API const nb_type nb_RuntimeError = {"RuntimeError", &nb_Exception};
//@ nb_NotImplementedError
NB_API const nb_type nb_NotImplementedError = {"NotImplementedError", &nb_RuntimeError};
//@ nb_RecursionError
NB_API const nb_type nb_RecursionError = {"RecursionError", &nb_RuntimeError};
//@ nb_StopIteration
NB_API const nb_type nb_StopIteration = {"StopIteration", &nb_Exception};
//@ nb_SystemError
NB_API const nb_type nb_SystemError = {"SystemError", &nb_Exception};
//@ nb_MemoryError
NB_API const nb_type nb_MemoryError = {"MemoryError", &nb_Exception};
//@ nb_OSError
NB_API const nb_type nb_OSError = {"OSError", &nb_Exception};
//@ nb_FileExistsError
NB_API const nb_type nb_FileExistsError = {"FileExistsError", &nb_OSError};
//@ nb_FileNotFoundError
NB_API const nb_type nb_FileNotFoundError = {"FileNotFoundError", &nb_OSError};
//@ nb_IsADirectoryError
NB_API const nb_type nb_IsADirectoryError = {"IsADirectoryError", &nb_OSError};
//@ nb_NotADirectoryError
NB_API const nb_type nb_NotADirectoryError = {"NotADirectoryError", &nb_OSError};
//@ nb_PermissionError
NB_API const nb_type nb_PermissionError = {"PermissionError", &nb_OSError};
//@ nb_TimeoutError
NB_API const nb_type nb_TimeoutError = {"TimeoutError", &nb_OSError};
//@ nb_KeyboardInterrupt
NB_API const nb_type nb_KeyboardInterrupt = {"KeyboardInterrupt", &nb_BaseException};
//@ nb_SystemExit
NB_API const nb_type nb_SystemExit = {"SystemExit", &nb_BaseException};
