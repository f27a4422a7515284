package dev.gradaudit.reduction;

/** In what shape the terms of one chunk are combined. */
public sealed interface Tree {
  /** The spelling in an order: {@code strided:8}. */
  String label();

  /** ((x0 + x1) + x2) + … */
  record Sequential() implements Tree {
    @Override
    public String label() {
      return "sequential";
    }
  }

  /** The first ⌈n/2⌉ terms, the rest, each by the same rule. */
  record Pairwise() implements Tree {
    @Override
    public String label() {
      return "pairwise";
    }
  }

  /** Accumulator j takes x_j, x_{j+K}, …; then the accumulators from left to right. */
  record Strided(int accumulators) implements Tree {
    @Override
    public String label() {
      return "strided:" + accumulators;
    }
  }

  /** Blocks of B terms in sequence, then the block sums in sequence. */
  record Blocked(int block) implements Tree {
    @Override
    public String label() {
      return "blocked:" + block;
    }
  }

  /** One binary tree over the terms in their sequence, drawn from the seed. */
  record RandomTree() implements Tree {
    @Override
    public String label() {
      return "random-tree";
    }
  }

  /** Each thread sums its chunk in sequence; the chunks are combined as the threads arrive. */
  record Atomic() implements Tree {
    @Override
    public String label() {
      return "atomic";
    }
  }
}
