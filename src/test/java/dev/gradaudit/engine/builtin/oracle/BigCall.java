package dev.gradaudit.engine.builtin.oracle;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Arguments;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** The arguments of one application of an operator. */
record BigCall(Arguments arguments, List<BigTensor> inputs, List<DType> dtypes) {
  /** Whether a mask holds truth values, not numbers to be added. */
  boolean maskIsBool(String parameter) {
    return dtypes.get(arguments.input(parameter).orElseThrow()) == DType.BOOL;
  }

  /** A tensor argument; a number is a scalar tensor. */
  BigTensor tensor(String parameter) {
    return arguments.get(parameter) instanceof Argument.Num number
        ? BigTensor.scalar(new BigDecimal(number.value()))
        : inputs.get(arguments.input(parameter).orElseThrow());
  }

  boolean has(String parameter) {
    return arguments.input(parameter).isPresent();
  }

  BigDecimal number(String parameter) {
    return new BigDecimal(arguments.real(parameter));
  }

  /** A dimension of a tensor of some rank, counted from the front. */
  int dim(String parameter, int rank) {
    int dim = arguments.integer(parameter);
    return dim < 0 ? dim + rank : dim;
  }

  /** Which dimensions a DIMS argument names; all of them for None or (). */
  boolean[] dims(String parameter, int rank) {
    boolean[] named = new boolean[rank];
    int[] given = arguments.isNone(parameter) ? new int[0] : arguments.integers(parameter);
    for (int dim : given) {
      if (rank > 0) {
        named[dim < 0 ? dim + rank : dim] = true;
      }
    }
    if (given.length == 0) {
      Arrays.fill(named, true);
    }
    return named;
  }
}
