package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import java.util.List;
import java.util.Optional;

/** The operators that programs may call. */
public interface OpCatalog {
  /** Finds an operator by its name or one of its aliases. */
  Optional<Op> find(String name);

  /** The operator that converts a tensor to a dtype; the compiler inserts it for promotion. */
  Op cast(DType dtype);

  /** All operators, by name. */
  List<Op> ops();
}
