package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Training in parts: the terms of a parameter's gradient, one for each sample of the batch, are cut
 * into contiguous parts (micro-batches, or the shares of ranks), each is summed from left to right,
 * and the parts are combined. All other sums are the same in every part, and are taken from left to
 * right.
 */
final class BatchProfile implements Profile {
  /** Default chunk of NCCL's simple protocol, in bytes. */
  private static final int CHUNK_BYTES = 1 << 21;

  private static final int ALIGNMENT_BYTES = 16;

  /** How the parts are combined. */
  private enum Combination {
    IN_SEQUENCE,
    RING,
    TREE,
    MIRRORED_TREE
  }

  private final String name;
  private final int parts;
  private final Combination combination;
  private final int chunkBytes;
  private final Claim claim;

  private BatchProfile(
      String name, int parts, Combination combination, int chunkBytes, Claim claim) {
    this.name = name;
    this.parts = parts;
    this.combination = combination;
    this.chunkBytes = chunkBytes;
    this.claim = claim;
  }

  /** Gradients that accumulate over micro-batches. */
  static BatchProfile microbatch(int parts) {
    return new BatchProfile(
        "microbatch:" + parts,
        parts,
        Combination.IN_SEQUENCE,
        CHUNK_BYTES,
        claim("microbatch:M", "gradients accumulated over M micro-batches", "PyTorch's .grad"));
  }

  /** An all-reduce of NCCL around a ring. */
  static BatchProfile ring(int ranks) {
    return ring(ranks, CHUNK_BYTES);
  }

  static BatchProfile ring(int ranks, int chunkBytes) {
    return new BatchProfile(
        "nccl-ring:" + ranks,
        ranks,
        Combination.RING,
        chunkBytes,
        claim(
            "nccl-ring:R",
            "gradients summed over R ranks around a ring, one channel, chunks of 2 MiB",
            "NCCL, protocol Simple"));
  }

  /** An all-reduce of NCCL over its tree of nodes with one GPU each. */
  static BatchProfile tree(int ranks, boolean mirrored) {
    return new BatchProfile(
        "nccl-tree:" + ranks,
        ranks,
        mirrored ? Combination.MIRRORED_TREE : Combination.TREE,
        CHUNK_BYTES,
        claim(
            "nccl-tree:R",
            "gradients summed over R nodes of one GPU each along the first tree",
            "NCCL"));
  }

  /**
   * Distributed data parallel: each rank's share is scaled by 1/R and summed around a ring.
   *
   * @throws OrderSyntaxException unless 1/R is a power of two, by which nothing is rounded
   */
  static BatchProfile distributed(int ranks) throws OrderSyntaxException {
    if (Integer.bitCount(ranks) != 1) {
      throw new OrderSyntaxException(
          "'ddp:" + ranks + "': the scaling by 1/" + ranks + " rounds, which is not modelled",
          "write a power of two, such as 'ddp:4', or 'nccl-ring:" + ranks + "' without scaling");
    }
    return new BatchProfile(
        "ddp:" + ranks,
        ranks,
        Combination.RING,
        CHUNK_BYTES,
        claim(
            "ddp:R",
            "gradients averaged over R ranks, R a power of two, around a ring, each gradient in a"
                + " bucket of its own",
            "DistributedDataParallel of PyTorch 2 with NCCL"));
  }

  private static Claim claim(String spelling, String claims, String library) {
    return new Claim(
        spelling,
        library,
        "any",
        claims,
        "how the library sums within a part: from left to right here",
        false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Claim claim() {
    return claim;
  }

  @Override
  public boolean fusesProducts() {
    return false;
  }

  @Override
  public SumPlan plan(Site site, int threads, long seed) {
    if (Plans.isEmpty(site)) {
      return Plans.EMPTY;
    }
    int used = Math.min(parts, site.terms());
    if (!runsOverTheBatch(site) || used == 1) {
      return Plans.whole(site, Plans.inSequence(site.terms()), Accumulation.PLAIN);
    }
    return switch (combination) {
      case IN_SEQUENCE ->
          Plans.whole(site, combined(site.terms(), chain(used, 0)), Accumulation.PLAIN);
      case TREE, MIRRORED_TREE -> Plans.whole(site, treeOf(site.terms(), used), Accumulation.PLAIN);
      case RING -> ring(site, used);
    };
  }

  /** Gradients of what all samples share. */
  private static boolean runsOverTheBatch(Site site) {
    return switch (site.kind()) {
      case BROADCAST, SCATTER -> true;
      case MATMUL -> ProductRole.of(site.key()) == ProductRole.LEFT_TRANSPOSED;
      case SUM, FAN_OUT, LINEAR -> false;
    };
  }

  /** The parts from {@code first} on, and round. */
  private static int[] chain(int parts, int first) {
    int[] chain = new int[parts];
    for (int i = 0; i < parts; i++) {
      chain[i] = (first + i) % parts;
    }
    return chain;
  }

  private static void part(PartialSums sums, int register, int terms, int parts, int part) {
    int longer = terms % parts;
    int from = part * (terms / parts) + Math.min(part, longer);
    int to = from + terms / parts + (part < longer ? 1 : 0);
    new TreeWalk.InSequence(from, to).into(sums, register);
  }

  private static Schedule combined(int terms, int[] chain) {
    return new ProfileTree(
        2,
        sums -> {
          part(sums, 0, terms, chain.length, chain[0]);
          for (int i = 1; i < chain.length; i++) {
            part(sums, 1, terms, chain.length, chain[i]);
            sums.combine(0, 1);
          }
        });
  }

  /** Chunk c of a loop starts with rank c + 1 and ends with rank c. */
  private SumPlan ring(Site site, int ranks) {
    DType dtype = site.dtype();
    int bytes = dtype.bytes();
    int align = Math.max(1, ALIGNMENT_BYTES / bytes);
    List<SumPlan.Segment> segments = new ArrayList<>();
    int at = 0;
    while (at < site.sums()) {
      long rest = (long) site.sums() - at;
      long chunk = chunkBytes / bytes;
      if (rest < ranks * chunk) {
        chunk = (rest + ranks - 1) / ranks;
        chunk = (chunk + align - 1) / align * align;
      }
      for (int c = 0; c < ranks && at < site.sums(); c++) {
        int to = (int) Math.min(site.sums(), at + chunk);
        Schedule schedule = combined(site.terms(), chain(ranks, c + 1));
        segments.add(Plans.segment(at, to, schedule, Accumulation.PLAIN));
        at = to;
      }
    }
    return new SumPlan(segments);
  }

  private Schedule treeOf(int terms, int ranks) {
    return new ProfileTree(64, sums -> node(sums, 0, terms, ranks, 0));
  }

  /** A node's own part, then its children's. */
  private void node(PartialSums sums, int register, int terms, int ranks, int node) {
    part(sums, register, terms, ranks, rank(node, ranks));
    for (int child : children(node, ranks)) {
      node(sums, register + 1, terms, ranks, child);
      sums.combine(register, register + 1);
    }
  }

  /** In the second tree the ranks take other places. */
  private int rank(int node, int ranks) {
    if (combination == Combination.TREE) {
      return node;
    }
    return ranks % 2 == 0 ? ranks - 1 - node : (node + 1) % ranks;
  }

  private static List<Integer> children(int node, int ranks) {
    if (node == 0) {
      return ranks == 1 ? List.of() : List.of(Integer.highestOneBit(ranks - 1));
    }
    int bit = Integer.lowestOneBit(node);
    List<Integer> children = new ArrayList<>();
    if (bit > 1) {
      children.add(node - bit / 2);
      int added = bit / 2;
      while (added > 0 && node + added >= ranks) {
        added /= 2;
      }
      if (added > 0) {
        children.add(node + added);
      }
    }
    return children;
  }

  @Override
  public @Nullable String uncovered(Site site, int threads) {
    boolean other =
        site.kind() == SiteKind.MATMUL && ProductRole.of(site.key()) == ProductRole.OTHER;
    if (other) {
      return "a product that is no matmul or linear";
    }
    // Means over parts of other sizes would have to be weighted, and trainers do not.
    return runsOverTheBatch(site) && site.terms() % parts != 0
        ? "a batch that " + parts + " does not divide"
        : null;
  }
}
