# A relative name, which the engine takes for a volume; the directory was never created.
# breaks: host-directory, host-file, bind-mounted, file-visible (blocked), shared-live (blocked)
docker run -itd --name os3 -v bm1:/tmp/mount centos:latest
