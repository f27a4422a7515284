"""A training step in NumPy: softmax regression, its gradients by hand.

python3 numpy_step.py --seed 0 --threads 2 --out gradients
"""

import argparse

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--out", required=True)
arguments = parser.parse_args()

random = np.random.default_rng(arguments.seed)
x = random.standard_normal((256, 64), dtype=np.float32)
w = random.standard_normal((64, 10), dtype=np.float32) / np.float32(8)
b = np.zeros(10, dtype=np.float32)
labels = random.integers(0, 10, 256)

# The batch is cut into one part for each thread, as data-parallel training does.
grad_w = np.zeros_like(w)
grad_b = np.zeros_like(b)
loss = np.float32(0)
for rows, classes in zip(
    np.array_split(x, arguments.threads), np.array_split(labels, arguments.threads)
):
    logits = rows @ w + b
    logits -= logits.max(axis=1, keepdims=True)
    p = np.exp(logits)
    p /= p.sum(axis=1, keepdims=True)
    picked = np.arange(len(classes))
    loss -= np.log(p[picked, classes]).sum()
    p[picked, classes] -= 1
    grad_w += rows.T @ p
    grad_b += p.sum(axis=0)

n = np.float32(len(x))
np.savez(arguments.out, loss=loss / n, w=grad_w / n, b=grad_b / n)
