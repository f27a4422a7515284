package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.OpCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of operators. A new operator, or family of operators, is one class in this package and
 * one line here.
 */
public final class OpTable implements OpCatalog {
  private static final OpTable INSTANCE = new OpTable();

  private final Map<String, Op> byName = new HashMap<>();
  private final List<Op> ops;

  private OpTable() {
    List<Op> all = new ArrayList<>();
    Stream.<List<? extends Op>>of(
            UnaryOp.all(),
            CompareOp.all(),
            LogicOp.all(),
            BinaryOp.all(),
            SumOp.all(),
            SoftmaxOp.all(),
            ReshapeOp.all(),
            TransposeOp.all(),
            CastOp.all(),
            ElementwiseOps.all(),
            ActivationOps.all(),
            LargerOp.all(),
            ExtremumOp.all(),
            MaxOp.all(),
            ArgExtremumOp.all(),
            ReductionOps.all(),
            NormOp.all(),
            PickOp.all(),
            ShapeOps.all(),
            FactoryOp.all(),
            IndexingOps.all(),
            LinearAlgebraOps.all(),
            NormalisationOps.all(),
            LossOps.all(),
            ConvOp.all(),
            PoolOp.all(),
            List.of(
                new PadOp(),
                new ClampOp(),
                new InterpolateOp(),
                new DetachOp(),
                new DropoutOp(),
                new NllLossOp(),
                new ScatterAddOp(),
                new EinsumOp(),
                new ProdOp(),
                new CumsumOp(),
                new ExpandOp(),
                new CatOp(),
                new PowOp(),
                new SoftplusOp(),
                new MatmulOp(),
                new LinearOp(),
                new LogSumExpOp(),
                new MseLossOp(),
                new BinaryCrossEntropyOp(),
                new BinaryCrossEntropyWithLogitsOp(),
                new CrossEntropyOp(),
                new WhereOp(),
                new GatherOp(),
                new OuterOp(),
                new IndexOp()))
        .forEach(all::addAll);
    for (Op op : all) {
      register(op.name(), op);
      op.signature().aliases().forEach(alias -> register(alias, op));
    }
    ops = all.stream().sorted(Comparator.comparing(Op::name)).toList();
  }

  /** The one table. */
  public static OpTable instance() {
    return INSTANCE;
  }

  private void register(String name, Op op) {
    if (byName.put(name, op) != null) {
      throw new IllegalStateException("two operators are called " + name);
    }
  }

  @Override
  public Optional<Op> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public Op cast(DType dtype) {
    return find(CastOp.nameOf(dtype)).orElseThrow();
  }

  @Override
  public List<Op> ops() {
    return ops;
  }
}
