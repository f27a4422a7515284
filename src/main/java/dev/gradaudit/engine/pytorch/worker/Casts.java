package dev.gradaudit.engine.pytorch.worker;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.gradaudit.engine.pytorch.ScriptArchive;
import dev.gradaudit.numeric.DType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Converts between dtypes, by modules of a line: the library has no other way to make a tensor of
 * bfloat16. Without a gradient.
 */
final class Casts {
  private final Map<DType, PtSymbolBlock> modules = new EnumMap<>(DType.class);

  Casts() throws IOException {
    PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16}) {
      byte[] archive = ScriptArchive.ofCast(dtype);
      modules.put(
          dtype, JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false));
    }
  }

  /** A new tensor, owned by a manager. */
  PtNDArray to(DType dtype, PtNDArray array, PtNDManager own) {
    PtSymbolBlock module = modules.get(dtype);
    if (module == null) {
      throw new IllegalArgumentException(dtype.label());
    }
    PtNDArray result = (PtNDArray) IValueUtils.forward(module, new NDList(array), true).get(0);
    result.attach(own);
    return result;
  }
}
