/**
 * Files of tensors: NumPy's {@code .npy} and {@code .npz}, {@code .safetensors}, and the JSON of
 * {@code gradaudit grad}. Start from {@link dev.gradaudit.tensorfile.TensorFile}; a format is a
 * {@link dev.gradaudit.tensorfile.TensorFileFormat}. Elements stay in the file until they are asked
 * for, and what a file says of itself is believed only as far as it was checked. Knows no scenario.
 */
@NullMarked
package dev.gradaudit.tensorfile;

import org.jspecify.annotations.NullMarked;
