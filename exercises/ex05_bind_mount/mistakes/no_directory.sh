# A relative name that the engine takes for a volume; the directory was never made.
# breaks: host-directory, host-file, bind-mounted, file-visible (blocked), shared-live (blocked)
docker run -itd --name os3 -v bm1:/tmp/mount centos:latest
