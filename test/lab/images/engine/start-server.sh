#!/bin/sh
# Starts the engine (options for dockerd are the arguments), and sshd when keys were given; ends when the engine ends.
set -eu

mount --make-rshared /

# A container that is not fully privileged gets these read-only.
for folder in /sys /sys/fs/cgroup /sys/fs/cgroup/*; do
  ! mountpoint -q "$folder" || mount -o remount,bind,rw "$folder"
done

# cgroup v2 lets a group have processes or subgroups with limits, not both: the processes that are here move down a level.
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  mkdir -p /sys/fs/cgroup/init
  while read -r pid; do echo "$pid" > /sys/fs/cgroup/init/cgroup.procs 2> /dev/null || :; done < /sys/fs/cgroup/cgroup.procs
  sed 's/ / +/g; s/^/+/' /sys/fs/cgroup/cgroup.controllers > /sys/fs/cgroup/cgroup.subtree_control || :
fi
# What a killed run left behind; the process ids in there mean nothing any more.
rm -rf /run/docker.pid /run/docker.sock /run/docker /run/containerd /var/run/docker.pid /run/gantry-lab/docker.sock

if [ -f /run/gantry-keys/authorized_keys ]; then
  install -m 600 /run/gantry-keys/authorized_keys /root/.ssh/authorized_keys
  install -m 600 /run/gantry-keys/host_key /etc/ssh/ssh_host_ed25519_key
  mkdir -p /run/sshd
  /usr/sbin/sshd -e
fi

exec dockerd --host unix:///run/docker.sock --host unix:///run/gantry-lab/docker.sock "$@"
