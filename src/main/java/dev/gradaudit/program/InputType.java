package dev.gradaudit.program;

import org.jspecify.annotations.Nullable;

/**
 * What a program knows of a tensor of the scenario.
 *
 * @param type null when the tensor has a fault that is reported elsewhere: the uses of its name are
 *     then not faults of their own
 */
public record InputType(@Nullable TensorType type, boolean requiresGrad) {}
