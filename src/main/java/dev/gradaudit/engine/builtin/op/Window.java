package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.InvalidCallException;
import java.util.Arrays;

/**
 * How a window moves over height and width. A length without height is taken as an image of height
 * 1.
 *
 * @param kernel extents of the window
 * @param padding before the first element; what lies behind the last one follows from the others
 */
record Window(int[] kernel, int[] stride, int[] padding, int[] dilation) {
  /** An argument of one int for all dimensions, or of one for each; as height and width. */
  static int[] pair(Arguments arguments, String parameter, int spatial, int least, int absent) {
    int[] given = arguments.integers(parameter);
    if (given.length != 1 && given.length != spatial) {
      throw new InvalidCallException(
          parameter, "needs one int or " + spatial + " of them, but got " + Arrays.toString(given));
    }
    int[] pair = {absent, absent};
    for (int dim = 0; dim < spatial; dim++) {
      int value = given.length == 1 ? given[0] : given[dim];
      if (value < least) {
        throw new InvalidCallException(
            parameter, "has to be at least " + least + ", but it is " + value);
      }
      pair[2 - spatial + dim] = value;
    }
    return pair;
  }

  /** The number of places of the window on an extent that is padded on both sides alike. */
  int places(int dim, int extent) {
    return Math.floorDiv(extent + 2 * padding[dim] - reach(dim), stride[dim]) + 1;
  }

  /** How far the window reaches, dilation included. */
  int reach(int dim) {
    return dilation[dim] * (kernel[dim] - 1) + 1;
  }

  /** Where an element of the window at a place lies; it may be outside. */
  int at(int dim, int place, int element) {
    return place * stride[dim] - padding[dim] + element * dilation[dim];
  }
}
