package dev.gradaudit.tensorfile;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Frees a mapping, or other memory outside of the heap, at once. Left to the garbage collector it
 * would pile up, as hardly any garbage is made meanwhile. The way to do it is part of every JDK,
 * but compilers warn of it, so it is called by reflection; where it is missing, the collector has
 * to do.
 */
final class Unmapping {
  private static final @Nullable Object UNSAFE;
  private static final @Nullable Method CLEANER;

  static {
    Object unsafe = null;
    Method cleaner = null;
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field field = type.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      unsafe = field.get(null);
      cleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
    } catch (ReflectiveOperationException | RuntimeException missing) {
      // The collector has to do.
    }
    UNSAFE = unsafe;
    CLEANER = cleaner;
  }

  private Unmapping() {}

  /** Nothing may read the buffer, or a slice of it, afterwards. */
  static void unmap(ByteBuffer buffer) {
    if (CLEANER == null || buffer.capacity() == 0) {
      return;
    }
    try {
      CLEANER.invoke(UNSAFE, buffer);
    } catch (IllegalAccessException | InvocationTargetException e) {
      // The collector has to do.
    }
  }
}
