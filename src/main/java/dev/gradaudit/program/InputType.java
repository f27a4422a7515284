package dev.gradaudit.program;

/** What a program knows of a tensor of the scenario. */
public record InputType(TensorType type, boolean requiresGrad) {}
