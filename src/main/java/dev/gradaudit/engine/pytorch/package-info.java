/**
 * The engine {@code pytorch}: the real libtorch, in a process of its own. Start from {@link
 * dev.gradaudit.engine.pytorch.PyTorchEngine}.
 *
 * <p>A program is written as TorchScript ({@link dev.gradaudit.engine.pytorch.TorchScript}), packed
 * into the archive that {@code torch.jit.load} reads ({@link
 * dev.gradaudit.engine.pytorch.ScriptArchive}), and sent to a worker ({@link
 * dev.gradaudit.engine.pytorch.worker.Worker}), which runs it and sends loss and gradients back.
 */
@NullMarked
package dev.gradaudit.engine.pytorch;

import org.jspecify.annotations.NullMarked;
