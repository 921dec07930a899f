#!/bin/bash
# A run in eight parts as a SLURM job array, all into one folder of a shared file system:
#
#   job=$(sbatch --parsable array.sh --seed 7 --scale 10)
#   sbatch --dependency=afterok:"$job" --wrap 'retailgen merge data_raw'
#
# The array counts from 0, and SLURM_ARRAY_TASK_ID says which part a task writes. To try one again: sbatch --array=3 array.sh …
#SBATCH --job-name=retailgen
#SBATCH --array=0-7
#SBATCH --cpus-per-task=4
set -euo pipefail

# As many parts as the array has tasks.
exec retailgen --parts "${PARTS:-8}" --threads "${SLURM_CPUS_PER_TASK:-1}" --out "${OUT:-data_raw}" "$@"
