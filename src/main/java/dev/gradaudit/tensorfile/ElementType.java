package dev.gradaudit.tensorfile;

import dev.gradaudit.numeric.DType;

/** The types of elements in files. Integers and truth values become int64. */
enum ElementType {
  BOOL("bool", 1, DType.INT64),
  INT8("int8", 1, DType.INT64),
  INT16("int16", 2, DType.INT64),
  INT32("int32", 4, DType.INT64),
  INT64("int64", 8, DType.INT64),
  UINT8("uint8", 1, DType.INT64),
  UINT16("uint16", 2, DType.INT64),
  UINT32("uint32", 4, DType.INT64),
  UINT64("uint64", 8, DType.INT64),
  FLOAT16("float16", 2, DType.FLOAT16),
  BFLOAT16("bfloat16", 2, DType.BFLOAT16),
  FLOAT32("float32", 4, DType.FLOAT32),
  FLOAT64("float64", 8, DType.FLOAT64);

  private final String label;
  private final int bytes;
  private final DType dtype;

  ElementType(String label, int bytes, DType dtype) {
    this.label = label;
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** PyTorch's and NumPy's name. */
  String label() {
    return label;
  }

  int bytes() {
    return bytes;
  }

  /** What an element becomes. */
  DType dtype() {
    return dtype;
  }

  /** Whether every pattern of bits is read as it is. */
  boolean isKept() {
    return dtype.isFloating() || this == INT64;
  }
}
